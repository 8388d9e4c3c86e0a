// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.scorer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.data.PixelSamples;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.explain.AttentionRollout;
import dev.assay.backbones.explain.GradCam;
import dev.assay.backbones.explain.PlaceMap;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.Actor;
import dev.assay.contracts.file.Explanation;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.contracts.job.ScorerJob.Explain;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains what a trained model looked at in one image. */
final class Explainer {
  private final ModelManifest model;
  private final ScorerJob job;
  private final Torch torch;

  Explainer(ScorerJob job, ModelManifest model, Torch torch) {
    this.model = model;
    this.job = job;
    this.torch = torch;
  }

  /**
   * @throws BackboneException if the model has nothing that can be explained
   */
  Explanation of(SplitManifest.Entry entry, PixelsFile pixels, Explain wanted) throws IOException {
    boolean attends = BackboneCatalogue.attendsEverywhere(model.run().backbone());
    Optional<String> refusal = Explanation.refusal(model.run(), attends);
    if (refusal.isPresent()) {
      throw refused(refusal.get());
    }
    String built =
        Heads.built(
            model.run().backbone(), model.run().head(), model.run().frozen(), model.run().recipe());
    Backbone backbone = Backbones.build(model.run().backbone(), built);
    Map<String, Tensor> tensors = new HashMap<>(TensorFile.read(Path.of(job.modelFile())));
    if (job.backboneFile() != null) {
      tensors.putAll(TensorFile.read(Path.of(job.backboneFile())));
    }
    try (NDManager step = torch.manager().newSubManager()) {
      NDArray image =
          new PixelSamples(pixels, List.of(entry), model.run().preprocessing())
              .batch(step, new int[] {0});
      if (attends) {
        backbone.load(torch.manager(), tensors);
        return explanation(
            Explanation.ATTENTION_ROLLOUT, null, AttentionRollout.of(backbone, image));
      }
      int classes = model.classes().size();
      if (wanted.label() >= classes) {
        throw refused("there is no class of index " + wanted.label());
      }
      Classifier classifier = new Classifier(backbone, Heads.build(built, backbone, classes));
      classifier.load(torch.manager(), tensors);
      return explanation(
          Explanation.GRAD_CAM, wanted.label(), GradCam.of(classifier, image, wanted.label()));
    }
  }

  private static Explanation explanation(String method, @Nullable Integer label, PlaceMap map) {
    if (!Arrays.stream(map.values()).allMatch(Double::isFinite)) {
      throw refused("the network computes numbers for it that are not finite");
    }
    return new Explanation(
        Explanation.FORMAT_VERSION,
        method,
        label,
        map.rows(),
        map.columns(),
        Arrays.stream(map.values()).boxed().toList());
  }

  private static BackboneException refused(String why) {
    return new BackboneException(Actor.USER, "the image cannot be explained: " + why);
  }
}
