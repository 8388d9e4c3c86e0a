package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.DecodingOptions.Choice;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads how files become pixels, where a study or somebody else says so. */
public final class DecodingReader {
  private DecodingReader() {}

  /** Of a data set in a study; absent if it says nothing. */
  static @Nullable DecodingOptions read(StudyNode dataset) {
    return dataset.has("reading") ? read(dataset, "reading") : null;
  }

  private static DecodingOptions read(StudyNode parent, String key) {
    StudyNode node = parent.child(key);
    DecodingOptions paper = DecodingOptions.paper();
    DecodingOptions decoding =
        new DecodingOptions(
            value(node, "orientation", paper.orientation()),
            value(node, "sixteen-bit", paper.sixteenBit()),
            value(node, "alpha", paper.alpha()));
    node.refuseUnknownKeys();
    return decoding;
  }

  /**
   * The same keys and values outside of a study.
   *
   * @param field what they are called there
   * @param given values by key; what is absent is as in the original study
   * @throws FaultException with every fault
   */
  public static DecodingOptions of(String field, Map<String, String> given) {
    ObjectNode root = Json.mapper().createObjectNode();
    root.set(field, Json.mapper().<JsonNode>valueToTree(given));
    List<Fault> faults = new ArrayList<>();
    DecodingOptions decoding = read(new StudyNode("", root, faults), field);
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
    return decoding;
  }

  private static <T extends Enum<T> & Choice> T value(StudyNode node, String key, T standard) {
    List<T> values = Arrays.asList(standard.getDeclaringClass().getEnumConstants());
    List<String> labels = values.stream().map(Choice::label).toList();
    return values.get(labels.indexOf(node.oneOf(key, standard.label(), labels)));
  }
}
