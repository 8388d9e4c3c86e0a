// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.reporting.ReportingConfig;
import dev.assay.reporting.Results;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.SplitFacts;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Results from the artifact store, read when a report needs them. The artifact of a reference never
 * changes, so results stay in memory while there is room.
 */
@Singleton
public class StoredResults implements Results {
  private final ArtifactStore store;
  private final Map<ArtifactRef, Object> cache;

  StoredResults(ArtifactStore store, ReportingConfig config) {
    this.store = store;
    this.cache = Collections.synchronizedMap(new Newest<>(config.cachedResults()));
  }

  /** Some of them were erased. */
  void forgetAll() {
    cache.clear();
  }

  @Override
  public MetricsFile metrics(ArtifactRef ref) {
    return read(ref, MetricsFile.class, Function.identity(), MetricsFile.class);
  }

  @Override
  public ComparisonsFile comparisons(ArtifactRef ref) {
    return read(ref, ComparisonsFile.class, Function.identity(), ComparisonsFile.class);
  }

  @Override
  public ModelFacts model(ArtifactRef ref) {
    return read(ref, ModelManifest.class, ModelFacts::of, ModelFacts.class);
  }

  @Override
  public SplitFacts split(ArtifactRef ref) {
    return read(ref, SplitManifest.class, SplitFacts::of, SplitFacts.class);
  }

  private <F, D> D read(
      ArtifactRef ref, Class<F> file, Function<F, D> digest, Class<D> digestType) {
    Object known = cache.get(ref);
    if (known == null) {
      known = digest.apply(Json.read(text(ref), file));
      cache.put(ref, known);
    }
    return digestType.cast(known);
  }

  /**
   * @throws ArtifactException if the store does not have it
   */
  private String text(ArtifactRef ref) {
    try (InputStream bytes = store.open(ref)) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + ref.uri(), e);
    }
  }

  /** A cache that drops the entry whose last use is longest ago. */
  private static final class Newest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private final int limit;

    Newest(int limit) {
      super(16, 0.75f, true);
      this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > limit;
    }
  }
}
