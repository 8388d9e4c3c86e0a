// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import dev.assay.artifacts.ArtifactException;
import dev.assay.contracts.ArtifactRef;
import java.io.InputStream;
import java.util.function.Function;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Bytes of an object, by requests for a range. */
final class ObjectBlocks implements BlockSource {
  /** The status of an answer to a request for bytes that an object does not have. */
  private static final int BEYOND_ITS_END = 416;

  private final S3Client client;
  private final String bucket;
  private final String key;
  private final ArtifactRef ref;
  private final Function<SdkException, ArtifactException> unavailable;

  /**
   * @param unavailable the failure of a request that has no answer
   */
  ObjectBlocks(
      S3Client client,
      String bucket,
      String key,
      ArtifactRef ref,
      Function<SdkException, ArtifactException> unavailable) {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
    this.ref = ref;
    this.unavailable = unavailable;
  }

  @Override
  public InputStream open(long from, long to) {
    try {
      ResponseInputStream<GetObjectResponse> bytes =
          client.getObject(b -> b.bucket(bucket).key(key).range("bytes=" + from + "-" + (to - 1)));
      long length = bytes.response().contentLength();
      if (length != to - from) {
        bytes.abort();
        throw new ArtifactException.Corrupt(
            ref, where(), "%d bytes for those from %d to %d".formatted(length, from, to));
      }
      return bytes;
    } catch (NoSuchKeyException e) {
      throw new ArtifactException.Missing(ref, "s3://" + bucket);
    } catch (S3Exception e) {
      if (e.statusCode() == BEYOND_ITS_END) {
        throw new ArtifactException.Corrupt(
            ref, where(), "an object that ends before its byte " + from);
      }
      throw unavailable.apply(e);
    } catch (SdkException e) {
      throw unavailable.apply(e);
    }
  }

  @Override
  public String where() {
    return "s3://" + bucket + "/" + key;
  }
}
