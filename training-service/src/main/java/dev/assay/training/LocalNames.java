// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.file.PixelsPart;
import dev.assay.training.child.ScratchFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces paths on this machine by names that a user knows. The reason that a child gives for its
 * failure may contain paths of its files, and the reason is published in an event.
 */
final class LocalNames {
  private final Map<String, String> names = new LinkedHashMap<>();

  private LocalNames() {}

  static LocalNames of(ArtifactStore store, RunSpec run, ScratchFolders folders, String runKey) {
    LocalNames local = new LocalNames();
    ArtifactRef weights = run.weights().file();
    if (weights != null) {
      String known = Optional.ofNullable(run.weights().fileName()).orElse(weights.uri());
      local.add(store, weights, known);
    }
    ArtifactRef headWeights = run.weights().headFile();
    if (headWeights != null) {
      local.add(store, headWeights, "the classifier's weights");
    }
    local.addPixels(store, run);
    local.add(store, run.manifest(), "the split manifest");
    try {
      local.names.put(folders.scratch(runKey).toString(), "the scratch folder");
    } catch (IOException e) {
      local.names.put(runKey, "this run");
    }
    return local;
  }

  /** Of a part the path is asked for, and none of the images. */
  private void addPixels(ArtifactStore store, RunSpec run) {
    try {
      Path file = store.local(run.pixels(), run.blocks(), new PixelsPart(List.of())::find);
      names.put(file.toString(), "the packed images");
    } catch (ArtifactException e) {
      names.put(run.pixels().sha256(), "the packed images");
    }
  }

  private void add(ArtifactStore store, ArtifactRef ref, String name) {
    try {
      names.put(store.local(ref).toString(), name);
    } catch (ArtifactException e) {
      names.put(ref.sha256(), name);
    }
  }

  String hide(String text) {
    String hidden = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      hidden = hidden.replace(name.getKey(), name.getValue());
    }
    return hidden;
  }
}
