// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Objects that others put into buckets of a service's S3 server. */
public final class Buckets implements AutoCloseable {
  private final S3Config config;
  private @Nullable S3Client client;

  /**
   * @param config of the server; its bucket, prefix and copies belong to the store and are not used
   */
  public Buckets(S3Config config) {
    this.config = config;
  }

  /**
   * @param etag changes with the object's content
   * @param size in bytes
   */
  public record Found(String key, String etag, long size) {}

  /**
   * @param prefix of the keys; empty for all
   * @return in the order of the keys
   * @throws IOException if the bucket does not exist or cannot be listed
   */
  public List<Found> list(String bucket, String prefix) throws IOException {
    try {
      List<Found> found = new ArrayList<>();
      client()
          .listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix))
          .contents()
          .forEach(o -> found.add(new Found(o.key(), o.eTag(), o.size())));
      return List.copyOf(found);
    } catch (SdkException e) {
      throw new IOException("bucket " + bucket + " cannot be listed: " + e.getMessage(), e);
    }
  }

  /**
   * Copies an object to a file that is not there yet.
   *
   * @return the entity tag of the copied object
   * @throws IOException if it is not there or cannot be read
   */
  public String download(String bucket, String key, Path target) throws IOException {
    try {
      return client().getObject(b -> b.bucket(bucket).key(key), target).eTag();
    } catch (NoSuchKeyException e) {
      throw new IOException("an object of bucket " + bucket + " is gone", e);
    } catch (SdkException e) {
      throw new IOException(
          "an object of bucket " + bucket + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Created on first use, because most stacks have no bucket. */
  private synchronized S3Client client() {
    S3Client known = client;
    if (known == null) {
      known = Stores.client(config);
      client = known;
    }
    return known;
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }
}
