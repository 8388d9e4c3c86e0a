// SPDX-License-Identifier: Apache-2.0
package dev.assay.data;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.PublishedIds;
import dev.assay.s3.Buckets;
import dev.assay.s3.Stores;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;

/** Produces beans from classes that know no framework. */
final class Beans {
  private Beans() {}

  @Produces
  @Singleton
  static ArtifactStore artifactStore(DataConfig config) {
    return Stores.open(config.artifactsRoot(), config.s3());
  }

  @Produces
  @Singleton
  static GroupKey groupKey(DataConfig config) {
    try {
      return GroupKey.ofFile(config.groupKeyFile());
    } catch (IOException e) {
      throw new UncheckedIOException("the group key file cannot be used", e);
    }
  }

  @Produces
  @Singleton
  static PublishedIds publishedIds(GroupKey key) {
    return new PublishedIds(key);
  }

  /** The S3 client for watched buckets, on the server of the artifact store. */
  @Produces
  @Singleton
  static Buckets buckets(DataConfig config) {
    return new Buckets(config.s3());
  }

  static void close(@Disposes Buckets buckets) {
    buckets.close();
  }

  /** The clock, which tests replace. */
  @Produces
  @DefaultBean
  @Singleton
  static Clock clock() {
    return Clock.systemUTC();
  }
}
