package dev.assay.backbones;

import java.util.List;

/** The heads a study may name. */
public final class Heads {
  public static final List<String> NAMES = List.of("linear");

  private Heads() {}

  /**
   * A head without values.
   *
   * @throws IllegalArgumentException naming the accepted heads
   */
  public static Head build(String name, Backbone backbone, int classes) {
    return switch (name) {
      case "linear" -> new LinearHead(backbone.classifier(), backbone.featureSize(), classes);
      default ->
          throw new IllegalArgumentException(
              "unknown head '" + name + "'; accepted: " + String.join(", ", NAMES));
    };
  }
}
