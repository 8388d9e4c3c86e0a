// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The committed instances of every event and file. An instance is never changed once a version was
 * released: what was written then must be readable now.
 */
public final class Golden {
  private static final ObjectMapper MAPPER = Json.mapper();

  private Golden() {}

  /**
   * @param name below {@code golden/v1}
   */
  public static Path file(String name) {
    try {
      return Path.of(Golden.class.getResource("/golden/v1/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  public static String text(String name) {
    try {
      return Files.readString(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static <T> T read(String name, Class<T> type) {
    return Json.read(text(name), type);
  }

  /** Names of the instances in a folder. */
  public static List<String> names(String folder) {
    try (Stream<Path> files = Files.list(file(folder))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ObjectNode tree(String json) {
    try {
      return (ObjectNode) MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** The instance with one value replaced by another, given as JSON. */
  public static String with(String name, String pointer, String value) {
    ObjectNode root = tree(text(name));
    JsonPointer at = JsonPointer.compile(pointer);
    JsonNode parent = root.at(at.head());
    JsonNode replacement = tree("{\"v\":" + value + "}").get("v");
    if (parent instanceof ArrayNode array) {
      array.set(at.last().getMatchingIndex(), replacement);
    } else {
      ((ObjectNode) parent).set(at.last().getMatchingProperty(), replacement);
    }
    return root.toString();
  }

  /** The instance without one of its top properties. */
  public static String without(String name, String property) {
    ObjectNode root = tree(text(name));
    if (root.remove(property) == null) {
      throw new IllegalArgumentException(name + " has no " + property);
    }
    return root.toString();
  }
}
