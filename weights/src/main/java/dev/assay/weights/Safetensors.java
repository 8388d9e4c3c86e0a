// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: an int64 header length, a JSON header of {@code {key: {dtype, shape,
 * data_offsets}}}, then the tensors without gaps, all little-endian
 * (https://github.com/huggingface/safetensors#format).
 */
public final class Safetensors {
  private static final long MAX_HEADER = 100_000_000;
  private static final String METADATA = "__metadata__";
  private static final ObjectMapper STRICT =
      Json.mapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private Safetensors() {}

  static Map<String, Tensor> read(TensorFile.Mapping mapping) throws IOException {
    long length = mapping.bytes(0, Long.BYTES).getLong();
    if (length < 2 || length > MAX_HEADER) {
      throw WeightsException.user(
          "a safetensors header of %d bytes; expected 2 to %d".formatted(length, MAX_HEADER));
    }
    long start = Long.BYTES + length;
    List<Entry> entries = entries(header(mapping.bytes(Long.BYTES, length)));
    // One mapping for all tensors where that is possible: a process may have only 65,530.
    boolean small = mapping.size() <= Integer.MAX_VALUE && mapping.size() >= start;
    ByteBuffer whole = small ? mapping.bytes(start, mapping.size() - start) : null;
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long end = 0;
    for (Entry entry : entries) {
      if (entry.begin() != end || entry.end() < entry.begin()) {
        throw WeightsException.user(
            "tensor '%s' lies at bytes %d to %d; expected to begin at %d, without gap or overlap"
                .formatted(entry.name(), entry.begin(), entry.end(), end));
      }
      long expected = Tensor.elements(entry.shape()) * entry.dtype().bytes();
      if (entry.end() - entry.begin() != expected) {
        throw WeightsException.user(
            "tensor '%s' of %s %s has %d bytes; expected %d"
                .formatted(
                    entry.name(),
                    entry.dtype(),
                    entry.shape(),
                    entry.end() - entry.begin(),
                    expected));
      }
      end = entry.end();
      ByteBuffer data =
          whole != null && entry.end() <= whole.limit()
              ? whole.slice((int) entry.begin(), (int) expected)
              : mapping.bytes(start + entry.begin(), expected);
      tensors.put(entry.name(), new Tensor(entry.name(), entry.dtype(), entry.shape(), data));
    }
    if (mapping.size() != start + end) {
      throw WeightsException.user(
          "%d bytes, but its header describes %d".formatted(mapping.size(), start + end));
    }
    return tensors;
  }

  private record Entry(String name, DType dtype, List<Long> shape, long begin, long end) {}

  private static JsonNode header(ByteBuffer bytes) {
    try {
      JsonNode header = STRICT.readTree(StandardCharsets.UTF_8.decode(bytes).toString());
      if (header != null && header.isObject()) {
        return header;
      }
      throw WeightsException.user("the safetensors header is not a JSON object");
    } catch (JsonProcessingException e) {
      throw WeightsException.user(
          "the safetensors header is not valid JSON: " + e.getOriginalMessage());
    }
  }

  private static List<Entry> entries(JsonNode header) {
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : header.properties()) {
      if (!property.getKey().equals(METADATA)) {
        entries.add(entry(property.getKey(), property.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    return entries;
  }

  private static Entry entry(String name, JsonNode node) {
    DType dtype =
        DType.ofSafetensors(node.path("dtype").asText())
            .orElseThrow(
                () ->
                    WeightsException.user(
                        "tensor '%s' has the unknown dtype %s; known: %s"
                            .formatted(name, node.path("dtype"), List.of(DType.values()))));
    List<Long> offsets = longs(name, "data_offsets", node.path("data_offsets"));
    if (offsets.size() != 2) {
      throw WeightsException.user("tensor '%s': data_offsets must be two numbers".formatted(name));
    }
    List<Long> shape = longs(name, "shape", node.path("shape"));
    return new Entry(name, dtype, shape, offsets.get(0), offsets.get(1));
  }

  private static List<Long> longs(String name, String field, JsonNode array) {
    List<Long> values = new ArrayList<>();
    for (JsonNode value : array) {
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
        throw WeightsException.user(
            "tensor '%s': %s must hold whole numbers, not %s".formatted(name, field, value));
      }
      values.add(value.asLong());
    }
    if (!array.isArray()) {
      throw WeightsException.user("tensor '%s': %s must be a list".formatted(name, field));
    }
    return values;
  }

  /**
   * Writes tensors in the given order, atomically: whatever ends this process, the file is there
   * whole or not at all. The same tensors and metadata give the same bytes.
   *
   * @param metadata free texts; loaders ignore them
   */
  public static void write(Path file, Collection<Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(channel, tensors, metadata);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The same bytes, into a channel. */
  static void write(
      WritableByteChannel channel, Collection<Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    ObjectNode header = STRICT.createObjectNode();
    ObjectNode texts = header.putObject(METADATA);
    metadata.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> texts.put(e.getKey(), e.getValue()));
    long offset = 0;
    for (Tensor tensor : tensors) {
      if (header.has(tensor.name())) {
        throw new IllegalArgumentException("two tensors named " + tensor.name());
      }
      ObjectNode entry = header.putObject(tensor.name()).put("dtype", tensor.dtype().name());
      tensor.shape().forEach(entry.putArray("shape")::add);
      long end = offset + tensor.data().remaining();
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    // Padded with spaces, so that the tensors begin at a multiple of 8.
    String json = header.toString();
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    int padded = (bytes.length + 7) / 8 * 8;
    ByteBuffer start = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    start
        .putLong(padded)
        .put(bytes)
        .put(" ".repeat(padded - bytes.length).getBytes(StandardCharsets.UTF_8));
    writeFully(channel, start.flip());
    for (Tensor tensor : tensors) {
      writeFully(channel, tensor.data());
    }
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
