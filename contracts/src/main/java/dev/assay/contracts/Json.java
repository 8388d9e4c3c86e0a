// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.CharBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of every contract. Properties and map keys are sorted and absent values left out,
 * so that equal values have equal bytes and a hash of them can be a key. Readers ignore unknown
 * properties, because a version may get optional additions.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .build();

  private Json() {}

  /** A copy for callers that must configure it further. */
  public static ObjectMapper mapper() {
    return MAPPER.copy();
  }

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a contract that cannot be written as JSON: " + value, e);
    }
  }

  /**
   * The same JSON over several lines, for files that people read. The properties are in
   * alphabetical order even where {@code @JsonUnwrapped} nests them in Java only, so that equal
   * values have equal bytes however Java groups them.
   */
  public static String writePretty(Object value) {
    try {
      return MAPPER
              .writerWithDefaultPrettyPrinter()
              .with(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
              .writeValueAsString(MAPPER.valueToTree(value))
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a contract that cannot be written as JSON: " + value, e);
    }
  }

  /**
   * The same text as {@link #writePretty(Object)}, written without having the whole of it in
   * memory. A value whose type nests properties by {@code @JsonUnwrapped} is marked with {@link
   * Sorted}; at the top there is no such value.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void writePretty(Object value, Appendable out) {
    Writer writer = new Appended(out);
    try {
      MAPPER
          .writerWithDefaultPrettyPrinter()
          .with(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .writeValue(writer, value);
      writer.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a value with its properties in alphabetical order, however Java groups them. */
  @Retention(RetentionPolicy.RUNTIME)
  @JacksonAnnotationsInside
  @JsonSerialize(using = SortedTree.class)
  public @interface Sorted {}

  private static final class SortedTree extends JsonSerializer<Object> {
    @Override
    public void serialize(Object value, JsonGenerator out, SerializerProvider how)
        throws IOException {
      how.defaultSerializeValue(MAPPER.<JsonNode>valueToTree(value), out);
    }
  }

  /** What it is written to stays open. */
  private static final class Appended extends Writer {
    private final Appendable out;

    Appended(Appendable out) {
      this.out = out;
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      out.append(CharBuffer.wrap(text, from, length));
    }

    @Override
    public void flush() {
      // Whoever gave it flushes it.
    }

    @Override
    public void close() {
      // Likewise.
    }
  }

  /**
   * @throws IllegalArgumentException if the text is not JSON of this type, or breaks an invariant
   */
  public static <T> T read(String json, Class<T> type) {
    try {
      @Nullable T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new IllegalArgumentException("not a valid " + type.getSimpleName() + ": it is null");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "not a valid " + type.getSimpleName() + at(e) + ": " + e.getOriginalMessage(), e);
    }
  }

  /** Where in the document the fault is, e.g. {@code at cells[0].subsetRatio}. */
  private static String at(JsonProcessingException e) {
    StringBuilder path = new StringBuilder();
    if (e instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference step : mapping.getPath()) {
        if (step.getFieldName() == null) {
          path.append('[').append(step.getIndex()).append(']');
        } else {
          path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
        }
      }
    }
    return path.isEmpty() ? "" : " at " + path;
  }
}
