// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.api;

import dev.assay.inference.Explanations;
import dev.assay.inference.Explanations.Question;
import dev.assay.inference.Explanations.Standing;
import dev.assay.inference.store.SplitRow;
import dev.assay.inference.store.TrainedRunRow;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** What models looked at in single images. */
@Path("/explanations")
@Produces(MediaType.APPLICATION_JSON)
public class ExplanationResource {
  private final Explanations explanations;

  ExplanationResource(Explanations explanations) {
    this.explanations = explanations;
  }

  @POST
  @Least(Role.RESEARCHER)
  @Transactional
  @Operation(summary = "Ask what a model looked at in an image: Grad-CAM or attention roll-out")
  @APIResponse(responseCode = "202", description = "It is queued, running, done or dead")
  @APIResponse(responseCode = "404", description = "No such model")
  @APIResponse(responseCode = "422", description = "The model cannot be explained")
  @APIResponse(responseCode = "429", description = "Too many explanations wait")
  public Response request(@BeanParam Asked asked) {
    return Response.accepted(explanations.request(asked.question())).build();
  }

  @GET
  @Least(Role.VIEWER)
  @Transactional
  @Operation(summary = "How an explanation stands; the store keeps it when it is done")
  @APIResponse(responseCode = "200", description = "Its state, the reason of a failure, its file")
  @APIResponse(responseCode = "404", description = "Nobody has asked for it, or no such model")
  @APIResponse(responseCode = "422", description = "The model cannot be explained")
  public Standing one(@BeanParam Asked asked) {
    return explanations
        .find(asked.question())
        .orElseThrow(() -> new NotFoundException("nobody has asked for this explanation"));
  }

  /** An image and a model, by the run that trained it. */
  public static final class Asked {
    @QueryParam("study")
    @Nullable String study;

    @QueryParam("cell")
    @Nullable String cell;

    @QueryParam("seed")
    @Nullable String seed;

    /** Keyed id. */
    @QueryParam("image")
    @Nullable String image;

    /** Index of the class that is explained. */
    @QueryParam("label")
    @Nullable String label;

    Question question() {
      String wanted = given("image", image);
      if (!wanted.matches("[0-9a-f]{64}")) {
        throw new BadRequestException("image must be 64 hexadecimal digits");
      }
      long index = number("label", label);
      if (index < 0 || index > Integer.MAX_VALUE) {
        throw new BadRequestException("label must be the index of a class, not '" + index + "'");
      }
      TrainedRunRow run =
          TrainedRunRow.of(given("study", study), given("cell", cell), number("seed", seed))
              .orElseThrow(() -> new NotFoundException("there is no such model"));
      return new Question(
          run.event(),
          SplitRow.of(run.studyId, run.dataset)
              .orElseThrow(() -> new NotFoundException("the split is not known yet"))
              .event(),
          wanted,
          (int) index);
    }

    private static String given(String name, @Nullable String value) {
      if (value == null || value.isBlank()) {
        throw new BadRequestException("the query parameter '" + name + "' is missing");
      }
      return value;
    }

    private static long number(String name, @Nullable String value) {
      String given = given(name, value);
      try {
        return Long.parseLong(given);
      } catch (NumberFormatException e) {
        throw new BadRequestException(
            "%s must be a whole number, not '%s'".formatted(name, given), e);
      }
    }
  }
}
