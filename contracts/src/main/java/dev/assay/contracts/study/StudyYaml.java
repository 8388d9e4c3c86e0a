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
import org.jspecify.annotations.Nullable;

/** Parses a study into a tree, and finds keys that are given twice, which the tree cannot show. */
final class StudyYaml {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Characters of a study file. */
  private static final int LARGEST = 2_000_000;

  /** Elements of one list, for example seeds. */
  static final int MOST_ELEMENTS = 1_000;

  private static final int MOST_VALUES = 100_000;

  private StudyYaml() {}

  /**
   * @throws FaultException if the text is empty, too large, or neither YAML nor JSON
   */
  static JsonNode parse(String text) {
    refuseTooMuch(text);
    try {
      JsonNode root = YAML.readTree(text);
      if (root == null || root.isMissingNode() || root.isNull()) {
        throw new FaultException(new Fault("study", null, "the study file is empty"));
      }
      if (!root.isObject()) {
        throw new FaultException(new Fault("study", null, noMapping(text)));
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new FaultException(
          new Fault(
              "line " + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()),
              null,
              "not readable as YAML or JSON: " + reason(text, e)));
    }
  }

  /** Not shown, because it may be any file, of any size. */
  private static String noMapping(String text) {
    String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    String kind =
        first.startsWith("<")
            ? "HTML or XML"
            : first.chars().filter(c -> c == ',').count() >= 2 ? "a table (CSV)" : "plain text";
    return "must be a mapping, which is YAML or JSON with keys such as name and datasets; this is %s"
        .formatted(kind);
  }

  private static String reason(String text, JsonProcessingException e) {
    int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    // The parser names the line before, or says nothing of the tab.
    for (int at = Math.max(1, line); at <= line + 1; at++) {
      boolean tab = text.lines().skip(at - 1).limit(1).anyMatch(found -> found.matches(" *\\t.*"));
      if (tab) {
        return "line %s is indented with a tab; YAML accepts spaces only".formatted(at);
      }
    }
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }

  /**
   * Stops at the first element beyond a limit, so that a study of any size is refused at once. What
   * cannot be read is left to the parser.
   */
  private static void refuseTooMuch(String text) {
    if (text.length() > LARGEST) {
      tooMuch("study", text.length() + " characters", "may have at most " + LARGEST);
    }
    Deque<Integer> sizes = new ArrayDeque<>();
    int all = 0;
    try (JsonParser tokens = YAML.createParser(text)) {
      for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
        boolean element = token != JsonToken.END_ARRAY && token != JsonToken.END_OBJECT;
        if (element && tokens.getParsingContext().inArray() && !token.isStructStart()
            || token.isStructStart() && inArray(tokens.getParsingContext().getParent())) {
          int size = sizes.pop() + 1;
          sizes.push(size);
          if (size > MOST_ELEMENTS) {
            JsonStreamContext context = tokens.getParsingContext();
            tooMuch(
                listPath(token.isStructStart() ? context.getParent() : context),
                null,
                "may have at most " + MOST_ELEMENTS + " elements");
          }
        }
        if (token == JsonToken.START_ARRAY) {
          sizes.push(0);
        } else if (token == JsonToken.END_ARRAY) {
          sizes.pop();
        }
        if (++all > MOST_VALUES) {
          tooMuch("study", null, "may have at most " + MOST_VALUES + " keys and values");
        }
      }
    } catch (IOException e) {
      // The parser says what is wrong, with its line.
    }
  }

  private static boolean inArray(@Nullable JsonStreamContext context) {
    return context != null && context.inArray();
  }

  private static String listPath(JsonStreamContext list) {
    JsonStreamContext parent = list.getParent();
    return parent == null ? "study" : path(parent);
  }

  private static void tooMuch(String at, @Nullable String value, String message) {
    throw new FaultException(new Fault(at, value, message));
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
