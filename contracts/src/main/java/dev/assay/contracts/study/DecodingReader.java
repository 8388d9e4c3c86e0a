// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.DecodingOptions.Choice;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Frames;
import dev.assay.contracts.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the decoding options of a data set from a study, a request or a command line. */
public final class DecodingReader {
  private static final String KEY = "decoding";

  private DecodingReader() {}

  /** The options of a data set or an external set of a study; absent if it has none. */
  static @Nullable DecodingOptions read(StudyNode dataset) {
    dataset.renamed(KEY, "reading");
    return dataset.has(KEY) ? read(dataset, KEY) : null;
  }

  private static DecodingOptions read(StudyNode parent, String key) {
    StudyNode node = parent.child(key);
    DecodingOptions paper = DecodingOptions.paper();
    DecodingOptions decoding =
        new DecodingOptions(
            value(node, "orientation", paper.orientation()),
            value(node, "sixteen-bit", paper.sixteenBit()),
            value(node, "alpha", paper.alpha()),
            value(node, "secondary-capture", DecodingOptions.SecondaryCapture.LEAVE_OUT),
            new Frames(
                node.oneOfOrInteger("frames", Frames.LEAVE_OUT.label(), Frames.WORDS, Frames.MOST)),
            value(node, "slice-axis", DecodingOptions.SliceAxis.THIRD));
    node.refuseUnknownKeys();
    return decoding;
  }

  /** The same options in the words of a study, without those that are as in the original study. */
  public static Map<String, String> words(DecodingOptions decoding) {
    DecodingOptions paper = DecodingOptions.paper();
    Map<String, String> words = new TreeMap<>();
    if (decoding.orientation() != paper.orientation()) {
      words.put("orientation", decoding.orientation().label());
    }
    if (decoding.sixteenBit() != paper.sixteenBit()) {
      words.put("sixteen-bit", decoding.sixteenBit().label());
    }
    if (decoding.alpha() != paper.alpha()) {
      words.put("alpha", decoding.alpha().label());
    }
    if (decoding.acceptsSecondaryCapture()) {
      words.put("secondary-capture", DecodingOptions.SecondaryCapture.ACCEPT.label());
    }
    if (decoding.frames() != null) {
      words.put("frames", decoding.frames().label());
    }
    if (decoding.sliceAxis() != null) {
      words.put("slice-axis", decoding.sliceAxis().label());
    }
    return words;
  }

  /**
   * Reads the same keys and values outside a study.
   *
   * @param field name of the options there, for messages
   * @param given values by key; an absent key has the value of the original study
   * @throws FaultException with every fault
   */
  public static DecodingOptions of(String field, Map<String, String> given) {
    ObjectNode root = Json.mapper().createObjectNode();
    root.set(field, Json.mapper().<JsonNode>valueToTree(given));
    Findings findings = new Findings(List.of());
    DecodingOptions decoding = read(new StudyNode("", root, findings), field);
    findings.throwFaults();
    return decoding;
  }

  private static <T extends Enum<T> & Choice> T value(StudyNode node, String key, T standard) {
    List<T> values = Arrays.asList(standard.getDeclaringClass().getEnumConstants());
    List<String> labels = values.stream().map(Choice::label).toList();
    return values.get(labels.indexOf(node.oneOf(key, standard.label(), labels)));
  }
}
