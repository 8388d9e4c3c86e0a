// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.DType;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What frozen backbones give for each image, once for all heads and seeds that share it. The store
 * keeps features as a cache; images whose features it has no more are left out.
 */
final class FeatureFiles {
  private static final Set<DType> NUMBERS = Set.of(DType.F32, DType.F16, DType.BF16);

  private final String studyId;
  private final ArtifactStore store;
  private final RunFeatures features;
  private final RunFiles runs;

  FeatureFiles(String studyId, ArtifactStore store, RunFeatures features, RunFiles runs) {
    this.studyId = studyId;
    this.store = store;
    this.features = features;
    this.runs = runs;
  }

  /** What features of a data set follow from. */
  private record Identity(
      String dataset,
      String backbone,
      WeightsChoice weights,
      Preprocessing preprocessing,
      @Nullable String layer) {
    static Identity of(Cell cell) {
      return new Identity(
          cell.dataset(),
          cell.backbone(),
          cell.weights(),
          cell.preprocessing(),
          Keys.Features.layer(
              cell.weights().model() == null
                  && BackboneCatalogue.hasHiddenClassifier(cell.backbone()),
              cell.head(),
              cell.recipe()));
    }
  }

  void add(List<ExportedRun> all, List<ExportFile> files) {
    Set<Identity> seen = new HashSet<>();
    for (ExportedRun run : all) {
      if (run.cell().frozen()
          && run.trained().isPresent()
          && run.scored().isPresent()
          && seen.add(Identity.of(run.cell()))) {
        files.add(new ExportFile(run.path("features") + ".npz", out -> write(run, out)));
      }
    }
  }

  private void write(ExportedRun run, OutputStream out) throws IOException {
    Map<String, Tensor> byImage = new HashMap<>();
    String key = run.trained().map(ModelTrained::runKey).orElseThrow();
    for (ArtifactRef ref : features.of(studyId, key)) {
      byImage.putAll(read(ref));
    }
    List<SplitManifest.Entry> rows = new ArrayList<>();
    SplitManifest split = runs.split(run.cell().dataset());
    split.entries().stream()
        .filter(entry -> byImage.containsKey(entry.image()))
        // The order of a split follows from names, in part.
        .sorted(Comparator.comparing(SplitManifest.Entry::image))
        .forEach(rows::add);
    int length =
        rows.isEmpty() ? 0 : Math.toIntExact(byImage.get(rows.getFirst().image()).elements());
    NumpyArrays arrays = new NumpyArrays(out);
    arrays.floats(
        "features",
        rows.size(),
        length,
        (row, into) -> byImage.get(rows.get(row).image()).copyTo(into));
    arrays.texts("image_id", rows.stream().map(SplitManifest.Entry::image).toList());
    arrays.texts("group", rows.stream().map(SplitManifest.Entry::group).toList());
    arrays.texts("part", rows.stream().map(entry -> entry.part().label()).toList());
    truth(arrays, split, rows);
    arrays.finish();
  }

  private static void truth(NumpyArrays arrays, SplitManifest split, List<SplitManifest.Entry> rows)
      throws IOException {
    List<String> classes = split.classes();
    if (split.hasFindings()) {
      arrays.bytes(
          "true_findings", rows.stream().map(FeatureFiles::findings).toList(), classes.size());
      arrays.texts("findings", classes);
    } else {
      arrays.texts("true_label", rows.stream().map(entry -> classes.get(entry.label())).toList());
    }
  }

  private static byte[] findings(SplitManifest.Entry entry) {
    FindingLabels truth = Objects.requireNonNull(entry.findings());
    byte[] all = new byte[truth.count()];
    for (int f = 0; f < all.length; f++) {
      all[f] = FindingTruths.filled(truth, f);
    }
    return all;
  }

  /** Only what is one row of numbers; augmented views have names of their own. */
  private Map<String, Tensor> read(ArtifactRef ref) throws IOException {
    Map<String, Tensor> all;
    try {
      all = TensorFile.read(store.local(ref));
    } catch (ArtifactException.Missing e) {
      // Features are a cache, which may have been emptied since.
      return Map.of();
    }
    Map<String, Tensor> rows = new HashMap<>();
    all.forEach(
        (name, tensor) -> {
          if (NUMBERS.contains(tensor.dtype()) && tensor.shape().size() == 1) {
            rows.put(name, tensor);
          }
        });
    return rows;
  }
}
