package dev.assay.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Json;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.s3.Stores;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Makes beans of what knows no framework. */
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

  /** REST speaks the JSON of the contracts. */
  @Produces
  @Singleton
  static ObjectMapper objectMapper() {
    return Json.mapper();
  }
}
