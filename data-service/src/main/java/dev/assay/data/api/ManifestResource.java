// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import dev.assay.contracts.file.DatasetManifest;
import dev.assay.data.dataset.DatasetRegistry;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The manifest of the newest version of a data set: a list of its images. */
@Path("datasets/{name}/manifest")
@Produces(MediaType.APPLICATION_JSON)
public class ManifestResource {
  private final DatasetRegistry registry;

  ManifestResource(DatasetRegistry registry) {
    this.registry = registry;
  }

  @GET
  @Least(Role.VIEWER)
  @Operation(summary = "The manifest of the newest version of a data set")
  @APIResponse(responseCode = "200", description = "Images as hashes, groups as pseudonyms")
  @APIResponse(responseCode = "404", description = "No such data set")
  public DatasetManifest manifest(@PathParam("name") String name) {
    return registry
        .manifest(name)
        .orElseThrow(() -> new NotFoundException("there is no data set '" + name + "'"));
  }
}
