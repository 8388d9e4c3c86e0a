// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.child;

import dev.assay.contracts.Json;
import dev.assay.contracts.job.ChildEvent;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends events to the file that the parent follows, each a line that is there at once. */
public final class EventLog implements AutoCloseable {
  private final Writer out;

  public EventLog(Path file) throws IOException {
    out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  public void emit(ChildEvent event) throws IOException {
    out.write(Json.write(event) + "\n");
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
