// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.weights.Architecture;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.Inventory;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A short Python program that loads a model of an export and classifies one image. It names the
 * tensors exactly: if it did not fit the file, PyTorch would say so.
 */
final class LoadingExample {
  private static final String TORCHVISION =
      """
      import sys, torch, torchvision
      from PIL import Image, ImageOps
      from safetensors.torch import load_file
      from torchvision.transforms import v2 as T
      model = torchvision.models.%s(weights=None, num_classes=%d%s).eval()
      model.load_state_dict(%s)
      prepare = T.Compose([%s])
      with torch.no_grad():
          probabilities = model(prepare(Image.open(sys.argv[1]).convert("RGB"))[None])%s[0]
      print(dict(zip([%s], probabilities.tolist())))
      """;
  private static final String HUB =
      """
      import sys, torch
      from PIL import Image, ImageOps
      from safetensors.torch import load_file
      from torchvision.transforms import v2 as T
      tensors = load_file("model.safetensors")
      head = {k: tensors.pop("%s." + k) for k in ("weight", "bias")}
      model = torch.hub.load("%s", "%s", pretrained=False).eval()
      model.load_state_dict(tensors)
      prepare = T.Compose([%s])
      with torch.no_grad():
          x = model.forward_features(prepare(Image.open(sys.argv[1]).convert("RGB"))[None])
          x = torch.cat([x["x_norm_clstoken"], x["x_norm_patchtokens"].mean(1)], 1)
          probabilities = torch.nn.functional.linear(x, **head)%s[0]
      print(dict(zip([%s], probabilities.tolist())))
      """;

  private LoadingExample() {}

  /** Empty where other software has no such network: a head that is no single linear layer. */
  static Optional<String> of(ModelManifest model) {
    String head = model.run().head();
    Optional<BackboneEntry> backbone = BackboneCatalogue.find(model.run().backbone());
    boolean linear = head.equals("linear") || head.equals(FrozenRecipe.LOGISTIC);
    return backbone.flatMap(
        entry -> {
          Architecture architecture = entry.architecture();
          if (architecture.python().equals(Architecture.TORCHVISION)) {
            // Head "paper" of these is one linear layer in place of the official one.
            return linear || head.equals(WeightsChoice.CLASSIFIER_HEAD)
                ? Optional.of(
                    TORCHVISION.formatted(
                        entry.name(),
                        model.classes().size(),
                        size(entry, model.run().preprocessing().crop()),
                        tensors(entry, model.run().preprocessing().crop()),
                        prepare(model.run().preprocessing()),
                        probabilities(model),
                        classes(model)))
                : Optional.empty();
          }
          // Without a slash it is a package whose names of these networks are others.
          return linear && architecture.python().contains("/")
              ? Optional.of(
                  HUB.formatted(
                      entry.inventory().classifier(),
                      architecture.python(),
                      entry.name(),
                      prepare(model.run().preprocessing()),
                      probabilities(model),
                      classes(model)))
              : Optional.empty();
        });
  }

  /** torchvision's vision transformers are built for one size. */
  private static String size(BackboneEntry entry, int crop) {
    return isResized(entry, crop) ? ", image_size=" + crop : "";
  }

  private static boolean isResized(BackboneEntry entry, int crop) {
    return entry.architecture().inputMultiple() > 1 && crop != Inventory.SIDE;
  }

  private static String tensors(BackboneEntry entry, int crop) {
    String file = "load_file(\"model.safetensors\")";
    return isResized(entry, crop)
        ? "torchvision.models.vision_transformer.interpolate_embeddings(%d, %d, %s)"
            .formatted(crop, entry.architecture().inputMultiple(), file)
        : file;
  }

  private static String prepare(Preprocessing of) {
    if (of.pads()) {
      return "T.Lambda(lambda i: ImageOps.pad(i, (%1$d, %1$d), Image.Resampling.%2$s)), %3$s"
          .formatted(
              of.resize(), of.interpolation().toUpperCase(java.util.Locale.ROOT), normalised(of));
    }
    String size = of.squashes() ? "(%1$d, %1$d)".formatted(of.resize()) : "" + of.resize();
    return "T.Resize(%s, T.InterpolationMode.%s), %s"
        .formatted(size, of.interpolation().toUpperCase(java.util.Locale.ROOT), normalised(of));
  }

  private static String normalised(Preprocessing of) {
    return "T.CenterCrop(%d), T.ToImage(), T.ToDtype(torch.float32, scale=True), T.Normalize(%s, %s)"
        .formatted(of.crop(), of.mean(), of.std());
  }

  /** Findings are questions of their own: their probabilities need not sum to 1. */
  private static String probabilities(ModelManifest model) {
    return model.isOfFindings() ? ".sigmoid()" : ".softmax(1)";
  }

  private static String classes(ModelManifest model) {
    return model.classes().stream().map(LoadingExample::quoted).collect(Collectors.joining(", "));
  }

  /** A Python string literal; a class may have any name. */
  private static String quoted(String text) {
    return text.codePoints()
        .mapToObj(
            c ->
                c >= ' ' && c < 127 && c != '"' && c != '\\'
                    ? Character.toString(c)
                    : "\\U%08x".formatted(c))
        .collect(Collectors.joining("", "\"", "\""));
  }
}
