// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses a study into a tree, and finds keys that are given twice, which the tree cannot show. */
final class StudyYaml {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private StudyYaml() {}

  /**
   * @throws FaultException if the text is empty, or neither YAML nor JSON
   */
  static JsonNode parse(String text) {
    try {
      JsonNode root = YAML.readTree(text);
      if (root == null || root.isMissingNode() || root.isNull()) {
        throw new FaultException(new Fault("study", null, "the study file is empty"));
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new FaultException(
          new Fault(
              "line " + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()),
              null,
              "not readable as YAML or JSON: "
                  + e.getOriginalMessage().lines().findFirst().orElse("")));
    }
  }

  /** The tree keeps the last of two equal keys; a first pass over the tokens finds them all. */
  static List<Fault> repeatedKeys(String text) {
    List<Fault> faults = new ArrayList<>();
    Deque<Set<String>> open = new ArrayDeque<>();
    try (JsonParser tokens = YAML.createParser(text)) {
      for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
        switch (token) {
          case START_OBJECT -> open.push(new HashSet<>());
          case END_OBJECT -> open.pop();
          case FIELD_NAME -> {
            if (!open.element().add(tokens.currentName())) {
              faults.add(
                  new Fault(
                      path(tokens.getParsingContext()),
                      null,
                      "is given twice; the second is in line "
                          + tokens.currentTokenLocation().getLineNr()));
            }
          }
          default -> {}
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text that was read before cannot be read again", e);
    }
    return faults;
  }

  private static String path(JsonStreamContext context) {
    JsonStreamContext parent = context.getParent();
    String before = parent == null ? "" : path(parent);
    if (context.inArray()) {
      return before + "[" + context.getCurrentIndex() + "]";
    }
    if (context.inObject() && context.hasCurrentName()) {
      return (before.isEmpty() ? "" : before + ".") + context.getCurrentName();
    }
    return before;
  }
}
