// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.heads.Neighbours;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.ModelManifest.Compute;
import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.file.TrainingManifest;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.weights.Safetensors;
import dev.assay.weights.SplitModel;
import dev.assay.weights.Tensor;
import dev.assay.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the models of a run: one file of weights per {@link Checkpoint}, with its manifest. */
record SavedModels(TrainerJob job, TrainingManifest manifest, Scratch scratch, Torch torch) {

  /** The whole network with the trained part as it was after the best epoch. */
  TrainerResult.Saved save(Checkpoint which, Trained trained, Compute compute) throws IOException {
    NamedBlock network = trained.network();
    Fitted fitted = trained.fitted();
    // Tensors of the trained part that are no parameters of a network come last.
    Map<String, Tensor> all = new LinkedHashMap<>();
    network.merged().forEach(tensor -> all.put(tensor.name(), tensor));
    fitted.tensors(which).entrySet().stream()
        .filter(e -> all.containsKey(e.getKey()) || Neighbours.KEYS.contains(e.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> all.put(e.getKey(), e.getValue()));
    String name = which.label() + ".safetensors";
    Path file = scratch.file(name);
    Safetensors.write(file, List.copyOf(all.values()), SplitModel.METADATA);
    Epoch epoch = fitted.epoch(which);
    ModelManifest written =
        new ModelManifest(
            ModelManifest.FORMAT_VERSION,
            job.run(),
            manifest.classes(),
            new ModelManifest.Platform(torch.deviceClass(), torch.name()),
            new ModelManifest.BestEpoch(
                which, epoch.epoch(), epoch.validationAccuracy(), epoch.validationLoss()),
            new ModelManifest.Size(network.size() + elsewhere(), trained.parameters()),
            WeightsFile.sha256(file),
            fitted.history(which),
            deviations(network, fitted),
            compute,
            fitted.tuning(which),
            fitted.penalties(which));
    return new TrainerResult.Saved(
        name, manifest.hasFindings() ? written.ofFindings() : written, trained.frozenTensors());
  }

  /** Parameters of an imported model, as its owner states them. */
  private long elsewhere() {
    WeightsChoice imported = job.run().imported();
    ImportedModel model = imported == null ? null : imported.model();
    return model == null || model.parameters() == null ? 0 : model.parameters();
  }

  /** Where the training deviated from the recipe. */
  private List<String> deviations(NamedBlock network, Fitted fitted) {
    if (fitted.hadWholeBatches()) {
      return List.of();
    }
    boolean norms = !job.run().frozen() && network.norms() > 0;
    return List.of(
        "memory ran out: batches of %d were computed %d images at a time and their gradients added%s"
            .formatted(
                job.run().recipe().batchSize(),
                job.microBatch(),
                norms ? ", so batch normalisation saw no more than these" : ""));
  }
}
