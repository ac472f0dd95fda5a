import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Settings } from '../../contract/settings';
import { writeFunction } from './function-code';
import { isPacked, LAMBDA_FOLDER, PACKED_FOLDER } from './source-folder';

/** Gives the code of a function, with its settings. `writeFunction` explains the parameters. */
export function bundledCode(entry: string, settings?: Settings): Code {
  return Code.fromAsset(isPacked ? PACKED_FOLDER : LAMBDA_FOLDER, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Required by the type, but never pulled: the local build either succeeds or throws.
      image: DockerImage.fromRegistry('none'),
      // The CDK bundles once for all assets with the same folder and options, but it cannot compare `local`. So the
      // command makes the options of different bundles differ.
      command: [entry, JSON.stringify(settings ?? null)],
      local: {
        tryBundle(outdir) {
          writeFunction(entry, outdir, settings);
          return true;
        },
      },
    },
  });
}
