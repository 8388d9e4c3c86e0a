// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Tells a collector which artifacts this service needs. */
@Path("/references/{service}")
@Produces(MediaType.TEXT_PLAIN)
@Blocking
public class ReferencesResource {
  /** The last line: an answer that was cut off lacks it. */
  public static final String END = "end";

  private final References references;
  private final ThisService application;

  ReferencesResource(References references, ThisService application) {
    this.references = references;
    this.application = application;
  }

  @GET
  public StreamingOutput list(@PathParam("service") String service) {
    application.require(service);
    return out -> {
      BufferedWriter lines =
          new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII));
      references.forEach(sha256 -> line(lines, sha256));
      line(lines, END);
      lines.flush();
    };
  }

  private static void line(BufferedWriter lines, String text) {
    try {
      lines.write(text);
      lines.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
