// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import dev.assay.datasets.layout.Layout;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What data sets can look like. */
@Path("layouts")
@Produces(MediaType.APPLICATION_JSON)
public class LayoutResource {
  /**
   * A layout.
   *
   * @param expects what the folder has to hold
   */
  public record Described(String name, String expects) {}

  @GET
  @Least(Role.VIEWER)
  @Operation(summary = "How the folder of a data set can be arranged")
  public List<Described> all() {
    return Layout.ALL.values().stream()
        .map(layout -> new Described(layout.name(), layout.expects()))
        .toList();
  }
}
