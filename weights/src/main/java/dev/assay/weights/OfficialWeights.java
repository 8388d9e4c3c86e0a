// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of official weights, and all that is needed to fetch and use it. A file is known by the
 * digits of its sha256 that are published: torchvision's names carry the first eight, which is how
 * torchvision itself checks a download; the tensors are checked against the backbone, too.
 *
 * @param fileName as published
 * @param backbone in the {@link BackboneCatalogue}
 * @param sha256Prefix all 64 hexadecimal digits, or as many of the first as are published, at least
 *     eight; empty where none are, so that only the tensors can be checked
 * @param preprocessing that goes with it
 * @param source what it was pretrained on
 * @param licence of the weights
 * @param url where it is published
 * @param paper that describes these weights
 * @param content what of the backbone is in it
 * @param access on what terms it is had
 */
public record OfficialWeights(
    String fileName,
    String backbone,
    String sha256Prefix,
    Preprocessing preprocessing,
    String source,
    String licence,
    URI url,
    String paper,
    Content content,
    Access access) {

  /**
   * On what terms a file is had.
   *
   * @param restricted whether its licence restricts what it may be used for, e.g. to research, so
   *     that it is only fetched for whoever accepts that
   * @param page where its publisher gives access to those who ask; absent if nobody needs to
   */
  public record Access(boolean restricted, @Nullable URI page) {
    /** Anybody may fetch and use it. */
    public static final Access OPEN = new Access(false, null);

    /** Whether it has to be asked for. */
    public boolean gated() {
      return page != null;
    }
  }

  /** One that anybody may fetch and use. */
  public OfficialWeights(
      String fileName,
      String backbone,
      String sha256Prefix,
      Preprocessing preprocessing,
      String source,
      String licence,
      URI url,
      String paper,
      Content content) {
    this(
        fileName,
        backbone,
        sha256Prefix,
        preprocessing,
        source,
        licence,
        url,
        paper,
        content,
        Access.OPEN);
  }

  /** What a file holds. */
  public enum Content {
    /** A network with its classifier, or without where it was pretrained without labels. */
    NETWORK,
    /** A classifier alone, for the features of a network in another file. */
    HEAD
  }

  /** Blocks that DINOv2's classifier sees in torch.hub's {@code dinov2_*_lc}, and in a study. */
  public static final int HEAD_LAYERS = 4;

  private static final String TORCHVISION = "https://download.pytorch.org/models/";

  /** Images of the second version of torchvision's weights are resized to this before the crop. */
  private static final int V2_RESIZE = 232;

  /** Of all backbones, in the order of the {@link BackboneCatalogue}. */
  public static List<OfficialWeights> all() {
    return BackboneCatalogue.all().stream().flatMap(entry -> entry.files().stream()).toList();
  }

  /** The files of a backbone, the usual network first. */
  public static List<OfficialWeights> of(String backbone) {
    return BackboneCatalogue.find(backbone).map(BackboneEntry::files).orElse(List.of());
  }

  /** The same file under another licence. */
  OfficialWeights licensed(String other, Access terms) {
    return new OfficialWeights(
        fileName, backbone, sha256Prefix, preprocessing, source, other, url, paper, content, terms);
  }

  /**
   * The official file that was used, by its sha256 or, where none of its digits are published, by
   * its name; empty for a file of somebody else.
   */
  public static Optional<OfficialWeights> used(String sha256, @Nullable String fileName) {
    return bySha256(sha256)
        .or(
            () ->
                Optional.ofNullable(fileName)
                    .flatMap(OfficialWeights::byFileName)
                    .filter(file -> file.sha256Prefix().isEmpty()));
  }

  static Optional<OfficialWeights> bySha256(String sha256) {
    return all().stream()
        .filter(w -> !w.sha256Prefix().isEmpty() && sha256.startsWith(w.sha256Prefix()))
        .findFirst();
  }

  public static Optional<OfficialWeights> byFileName(String fileName) {
    return all().stream().filter(w -> w.fileName().equals(fileName)).findFirst();
  }

  /** The file of DINOv2's classifier over this many blocks: 1 or 4. */
  public static Optional<OfficialWeights> head(String backbone, int layers) {
    String part = layers == 1 ? "linear_head" : "linear" + layers + "_head";
    return of(backbone).stream()
        .filter(w -> w.content() == Content.HEAD && w.fileName().endsWith("_" + part + ".pth"))
        .findFirst();
  }

  /**
   * torchvision's files of a backbone.
   *
   * @param sha256 the first eight digits, which are in the file names: version 1, then version 2
   *     where there is one
   */
  static List<OfficialWeights> torchvision(String backbone, String paper, String... sha256) {
    Preprocessing first = Preprocessing.imageNet();
    List<OfficialWeights> files = new ArrayList<>();
    for (int i = 0; i < sha256.length; i++) {
      Preprocessing input = i == 0 ? first : first.withSize(V2_RESIZE, first.crop());
      String source = "ImageNet-1k (torchvision V%d)".formatted(i + 1);
      files.add(ofTorchvision(backbone, backbone + "-" + sha256[i], input, source, paper));
    }
    return files;
  }

  /**
   * One of torchvision's files.
   *
   * @param file its name without the ending; it ends with the first eight digits of its sha256
   */
  static OfficialWeights ofTorchvision(
      String backbone, String file, Preprocessing input, String source, String paper) {
    return new OfficialWeights(
        file + ".pth",
        backbone,
        file.substring(file.length() - 8),
        input,
        source,
        "BSD-3-Clause",
        URI.create(TORCHVISION + file + ".pth"),
        paper,
        Content.NETWORK,
        Access.OPEN);
  }
}
