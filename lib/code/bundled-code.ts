import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Settings } from '../../contract/settings';
import { bundle, LAMBDA_FOLDER } from './bundle';

/** An entry of `lambda/` as the code of a function, built at synth. See `bundle` for its parameters. */
export function bundledCode(entry: string, settings?: Settings): Code {
  return Code.fromAsset(LAMBDA_FOLDER, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // The type asks for one; it is never pulled, since the local build either succeeds or throws.
      image: DockerImage.fromRegistry('none'),
      // The CDK bundles once for all assets of the same folder and options, and does not see into `local`.
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
