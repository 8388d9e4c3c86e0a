// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.training.child.ScratchFolders;
import java.io.IOException;
import java.util.LinkedHashMap;
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
    local.add(store, run.pixels(), "the packed images");
    local.add(store, run.manifest(), "the split manifest");
    try {
      local.names.put(folders.scratch(runKey).toString(), "the scratch folder");
    } catch (IOException e) {
      local.names.put(runKey, "this run");
    }
    return local;
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
