// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The processes that a home's {@code stack.json} names. */
record StackProcesses(Map<String, ProcessHandle> byName) {
  static StackProcesses of(Path home) throws IOException {
    JsonNode stack = Json.read(Files.readString(home.resolve("stack.json")), JsonNode.class);
    Map<String, ProcessHandle> handles = new LinkedHashMap<>();
    for (JsonNode known : stack.at("/registry/processes")) {
      ProcessHandle.of(known.path("pid").asLong())
          .ifPresent(handle -> handles.put(known.path("name").asText(), handle));
    }
    return new StackProcesses(handles);
  }

  ProcessHandle get(String name) {
    return Optional.ofNullable(byName.get(name))
        .orElseThrow(() -> new AssertionError("stack.json knows no process " + name + ": " + this));
  }
}
