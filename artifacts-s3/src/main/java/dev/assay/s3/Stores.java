// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.FileSystemStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Opens the store that a service is configured to use. */
public final class Stores {
  private static final long CACHE_BYTES = 50L << 30;

  private Stores() {}

  /**
   * @param root root folder of the store in the file system or, with a bucket, of the copies on
   *     this disk
   * @throws dev.assay.artifacts.ArtifactException.Unavailable if the store cannot be used
   */
  public static ArtifactStore open(Path root, S3Config s3) {
    Optional<String> bucket = s3.bucket();
    if (bucket.isEmpty()) {
      return new FileSystemStore(root);
    }
    return new S3Store(
        client(s3),
        bucket.get(),
        s3.prefix().orElse(""),
        new LocalCopies(root, s3.cacheBytes().orElse(CACHE_BYTES)));
  }

  static S3Client client(S3Config s3) {
    Optional<URI> endpoint = s3.endpoint();
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(s3.region().orElse(Region.US_EAST_1.id())))
            .forcePathStyle(s3.pathStyle().orElse(endpoint.isPresent()))
            // Other servers than Amazon's do not know all of its newer checksums; ours is SHA-256
            // of
            // the whole, and MD5 on the way.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(UrlConnectionHttpClient.builder());
    endpoint.ifPresent(builder::endpointOverride);
    return builder.build();
  }
}
