// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import dev.assay.artifacts.ArtifactListing.Stored;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Lets a collector remove objects while others put them. S3 has no deletion that depends on the age
 * of an object, so the collector announces each: it writes {@code PREFIX/removing/HASH}, looks at
 * the age, deletes, and takes the announcement back. A put looks for an announcement after its
 * upload, waits for its end, and looks whether the object is there.
 *
 * <p>If the upload was before the collector looked, the collector sees its age. Otherwise the
 * announcement was there before the upload ended: the put sees it, or sees what the collector left.
 */
final class Removals {
  /** A collector that has announced does not delete later than this. */
  private static final Duration DELETES_WITHIN = Duration.ofSeconds(20);

  /** Nor does its request end later than this: then an announcement is of a collector that died. */
  private static final Duration ENDED = DELETES_WITHIN.multipliedBy(3);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final S3Client client;
  private final String bucket;
  private final String prefix;

  Removals(S3Client client, String bucket, String prefix) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix + "removing/";
  }

  /**
   * @param key of the object
   * @return false if the object was put since, is gone, or this process was held up
   */
  boolean remove(Stored listed, String key) {
    String announcement = prefix + listed.sha256();
    long start = System.nanoTime();
    client.putObject(b -> b.bucket(bucket).key(announcement), RequestBody.empty());
    try {
      boolean unchanged =
          head(key)
              .filter(head -> second(head.lastModified()).equals(second(listed.lastPut())))
              .isPresent();
      if (!unchanged || System.nanoTime() - start > DELETES_WITHIN.toNanos()) {
        return false;
      }
      client.deleteObject(
          b ->
              b.bucket(bucket)
                  .key(key)
                  .overrideConfiguration(c -> c.apiCallTimeout(DELETES_WITHIN)));
      return true;
    } finally {
      client.deleteObject(b -> b.bucket(bucket).key(announcement));
    }
  }

  /**
   * After an upload: waits for a collector that may be removing the object.
   *
   * @return whether the object is there
   */
  boolean survives(String sha256, String key) {
    String announcement = prefix + sha256;
    if (!ends(() -> head(announcement).isEmpty())) {
      client.deleteObject(b -> b.bucket(bucket).key(announcement));
    }
    return head(key).isPresent();
  }

  private static boolean ends(BooleanSupplier ended) {
    long start = System.nanoTime();
    while (!ended.getAsBoolean()) {
      if (System.nanoTime() - start > ENDED.toNanos()) {
        return false;
      }
      try {
        Thread.sleep(LOOK_AGAIN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while an object is being removed", e);
      }
    }
    return true;
  }

  /** A list may be more precise than the header of an object. */
  private static Instant second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  private Optional<HeadObjectResponse> head(String key) {
    try {
      return Optional.of(client.headObject(b -> b.bucket(bucket).key(key)));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }
}
