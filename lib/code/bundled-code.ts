import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Settings } from '../../contract/settings';
import { bundle, LAMBDA_FOLDER } from './bundle';

/** Bundles an entry of `lambda/` at synth, as the code of a function. `bundle` explains the parameters. */
export function bundledCode(entry: string, settings?: Settings): Code {
  return Code.fromAsset(LAMBDA_FOLDER, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Required by the type, but never pulled: the local build either succeeds or throws.
      image: DockerImage.fromRegistry('none'),
      // The CDK bundles once for all assets with the same folder and options, but it cannot compare `local`. So the
      // command makes the options of different bundles differ.
      command: [entry, JSON.stringify(settings ?? null)],
      local: {
        tryBundle(outdir) {
          bundle(entry, outdir, settings);
          return true;
        },
      },
    },
  });
}
