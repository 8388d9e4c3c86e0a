// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import java.net.URI;
import java.util.Optional;

/**
 * Where a service's bucket is; a group of each service's typed settings. Without a bucket the store
 * is in the file system. Credentials are not settings: the AWS SDK takes them from {@code
 * AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}, or from the cluster that runs a pod.
 */
public interface S3Config {
  Optional<String> bucket();

  /** Of a server that is not Amazon's, for example {@code http://minio:9000}. */
  Optional<URI> endpoint();

  /** {@code us-east-1} if absent; servers other than Amazon's accept any. */
  Optional<String> region();

  /** Before every key, for a bucket that is shared with others; ends with a slash. */
  Optional<String> prefix();

  /** Whether the bucket is in the path and not in the host name; true if an endpoint is given. */
  Optional<Boolean> pathStyle();

  /** Bytes of the copies on this machine's disk, 50 GiB if absent. */
  Optional<Long> cacheBytes();
}
