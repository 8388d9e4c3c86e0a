// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/**
 * A weights file that was inspected. It is identified as an official file by its sha256 (by its
 * name, where no hash is published) or by the JSON file next to it, and holds exactly the tensors
 * of its backbone.
 *
 * @param file where it is
 * @param backbone in the {@link BackboneCatalogue}
 * @param sha256 of its bytes
 * @param preprocessing that goes with it
 * @param source what it was pretrained on
 * @param classes of the classifier in it; 0 if there is none
 * @param headLayers 0 for a network; 1 or 4 for a {@link DinoV2Head} over as many blocks
 */
public record WeightsFile(
    Path file,
    String backbone,
    String sha256,
    Preprocessing preprocessing,
    String source,
    int classes,
    int headLayers) {

  /** Whether the file has one of the name endings of weights. */
  public static boolean isCandidate(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".pth") || name.endsWith(".pt") || name.endsWith(".safetensors");
  }

  /**
   * The backbone that the JSON file next to a weights file states, or that its official name says;
   * empty if there is neither. The weights are not read, and the backbone may be unknown.
   */
  public static Optional<String> statedBackbone(Path file) {
    try {
      Optional<Sidecar> sidecar = Sidecar.of(file);
      if (sidecar.isPresent()) {
        return sidecar.map(Sidecar::backbone);
      }
    } catch (WeightsException | IOException e) {
      // Whoever reads the file says what is wrong with its description.
      return Optional.empty();
    }
    return OfficialWeights.byFileName(file.getFileName().toString()).map(OfficialWeights::backbone);
  }

  /**
   * Finds out what a file is; never guesses.
   *
   * @throws WeightsException if it is not identified, or does not hold what it should; names the
   *     file, the field or key, and what is accepted
   * @throws IOException if it cannot be read
   */
  public static WeightsFile inspect(Path file) throws IOException {
    Map<String, Tensor> tensors = OldKeys.renamed(file, TensorFile.read(file));
    String sha256 = sha256(file);
    Optional<OfficialWeights> official = official(file, sha256);
    Optional<Sidecar> stated = Sidecar.of(file);
    if (stated.isPresent()) {
      return stated(file, tensors, sha256, stated.get());
    }
    if (official.isPresent()) {
      OfficialWeights known = official.get();
      BackboneEntry entry = BackboneCatalogue.require(known.backbone());
      return checked(file, tensors, sha256, entry, known.preprocessing(), known.source());
    }
    throw unknown(file, tensors, sha256);
  }

  private static WeightsFile checked(
      Path file,
      Map<String, Tensor> tensors,
      String sha256,
      BackboneEntry entry,
      Preprocessing preprocessing,
      String source) {
    String name = entry.name();
    if (DinoV2Head.isOne(tensors) && !entry.inventory().hasClassifier()) {
      DinoV2Head head = DinoV2Head.of(entry, file, tensors);
      int classes = (int) Inventory.Builder.IMAGENET_CLASSES;
      return new WeightsFile(file, name, sha256, preprocessing, source, classes, head.layers());
    }
    int classes = Dialect.of(entry, file, tensors).check(file);
    return new WeightsFile(file, name, sha256, preprocessing, source, classes, 0);
  }

  /**
   * Where no digits of a hash are published, the exact name says what a file is, and its tensors
   * must be exactly those.
   */
  private static Optional<OfficialWeights> official(Path file, String sha256) {
    return OfficialWeights.bySha256(sha256)
        .or(
            () ->
                OfficialWeights.byFileName(file.getFileName().toString())
                    .filter(w -> w.sha256Prefix().isEmpty()));
  }

  private static WeightsFile stated(
      Path file, Map<String, Tensor> tensors, String sha256, Sidecar sidecar) {
    Path json = Sidecar.pathOf(file);
    BackboneEntry entry =
        BackboneCatalogue.find(String.valueOf(sidecar.backbone()))
            .orElseThrow(
                () ->
                    WeightsException.user(
                        "%s: unknown backbone '%s'; accepted: %s"
                            .formatted(
                                json,
                                sidecar.backbone(),
                                String.join(", ", BackboneCatalogue.names()))));
    if (sidecar.sha256() != null && !sidecar.sha256().equals(sha256)) {
      throw WeightsException.user(
          "%s: states sha256 %s, but %s has %s; fetch the file again, or correct the statement"
              .formatted(json, sidecar.sha256(), file.getFileName(), sha256));
    }
    String source = sidecar.pretrainedOn() != null ? sidecar.pretrainedOn() : sidecar.source();
    if (source == null || source.isBlank() || source.equals(WeightsChoice.NONE)) {
      source = "not stated";
    }
    Preprocessing input = Optional.ofNullable(sidecar.input()).orElseThrow();
    WeightsFile checked = checked(file, tensors, sha256, entry, input, source);
    if (sidecar.classes() != null && sidecar.classes() != checked.classes()) {
      throw WeightsException.user(
          "%s: states %d classes, but the classifier in %s has %d"
              .formatted(json, sidecar.classes(), file.getFileName(), checked.classes()));
    }
    return checked;
  }

  private static WeightsException unknown(Path file, Map<String, Tensor> tensors, String sha256) {
    Optional<OfficialWeights> named = OfficialWeights.byFileName(file.getFileName().toString());
    if (named.isPresent()) {
      return WeightsException.user(
          "%s: the official file of this name has a sha256 that begins with %s, this one has %s: incomplete or altered; fetch it again"
              .formatted(file, named.get().sha256Prefix(), sha256));
    }
    String hint =
        BackboneCatalogue.all().stream()
            .filter(e -> fits(e, file, tensors))
            .findFirst()
            .map(e -> " (its keys are those of " + e.name() + ")")
            .orElse("");
    return WeightsException.user(
        "%s: neither an official file nor described by %s%s; put that JSON file next to it, for example %s. Accepted backbones: %s"
            .formatted(
                file,
                Sidecar.pathOf(file).getFileName(),
                hint,
                Sidecar.EXAMPLE,
                String.join(", ", BackboneCatalogue.names())));
  }

  private static boolean fits(BackboneEntry entry, Path file, Map<String, Tensor> tensors) {
    try {
      Dialect.of(entry, file, tensors).check(file);
      return true;
    } catch (WeightsException e) {
      return false;
    }
  }

  /**
   * The tensors of a file under the official names of a backbone, whichever project named them.
   *
   * @throws WeightsException if it does not hold exactly the tensors of this backbone
   * @throws IOException if it cannot be read
   */
  public static Map<String, Tensor> tensors(BackboneEntry entry, Path file) throws IOException {
    Dialect.Named named = Dialect.of(entry, file, OldKeys.renamed(file, TensorFile.read(file)));
    named.check(file);
    return named.tensors();
  }

  /** Of the bytes of a file. */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest = Hash.digest();
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return Hash.hex(digest);
  }
}
