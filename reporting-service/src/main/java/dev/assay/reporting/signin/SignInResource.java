// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.signin;

import dev.assay.contracts.Json;
import dev.assay.reporting.page.Pages;
import dev.assay.reporting.store.Audited;
import dev.assay.reporting.store.LoginCodes;
import dev.assay.rest.Anybody;
import dev.assay.rest.Caller;
import dev.assay.rest.Callers;
import dev.assay.rest.Least;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import dev.assay.rest.Role;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Links that sign a browser in once, and the page for those who have none. */
@Path("/")
@Blocking
public class SignInResource {
  /** Long enough to find the window of a browser; the next link costs a command. */
  static final Duration LIFE = Duration.ofMinutes(10);

  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int MOST_BYTES = 4096;
  private static final Pattern LINK = Pattern.compile("/login/([A-Za-z0-9_-]+)");

  private static final String USED =
      "This link was used before or is too old. A new one comes from: assay open";
  private static final String NO_CODE = "code: accepted is a JSON object with a text under 'code'";
  private static final String WRONG = "This is neither a valid code nor the token.";

  private final Pages pages;
  private final Sessions sessions;
  private final LoginCodes codes;
  private final Callers callers;
  private final Audited audit;

  SignInResource(Pages pages, Sessions sessions, LoginCodes codes, Callers callers, Audited audit) {
    this.pages = pages;
    this.sessions = sessions;
    this.codes = codes;
    this.callers = callers;
    this.audit = audit;
  }

  /**
   * A link.
   *
   * @param path below the address of this service
   * @param secondsValid from now on
   */
  public record LoginLink(String path, long secondsValid) {}

  @POST
  @Least(Role.VIEWER)
  @Path("login")
  @Produces(MediaType.APPLICATION_JSON)
  @Tag(name = "Page")
  @Operation(summary = "A path that signs a browser in to the page, once and for ten minutes")
  @APIResponse(responseCode = "200", description = "The path, to be opened below this address")
  public LoginLink issue(@Context RoutingContext context) {
    Caller caller = Caller.of(context).orElseThrow();
    return new LoginLink("/login/" + codes.issue(caller, Instant.now(), LIFE), LIFE.toSeconds());
  }

  /**
   * Answers with a page that goes on by itself and not with a redirect: a strict cookie does not go
   * along with a redirect of a link that was followed from another site.
   */
  @GET
  @Anybody
  @Path("login/{code}")
  @Operation(hidden = true)
  public Response enter(
      @RestPath String code, @RestQuery @Nullable String next, @Context HttpServerRequest request) {
    String then = NextPath.of(next);
    Optional<Caller> caller = codes.redeem(code, Instant.now());
    if (caller.isEmpty()) {
      audit.refused(request);
      return pages
          .response(FORBIDDEN, "sign-in", new SignInPage(pages.outside(), then, USED))
          .build();
    }
    audit.signedIn(request, caller.get());
    return pages
        .response(OK, "signed-in", new SignInPage(pages.outside(), then, ""))
        .cookie(Cookies.of(request, sessions.begin(caller.get())))
        .build();
  }

  /** What only looks at a link must not use it up. */
  @HEAD
  @Anybody
  @Path("login/{code}")
  @Operation(hidden = true)
  public Response look() {
    return Response.status(METHOD_NOT_ALLOWED).header("Allow", "GET").build();
  }

  @GET
  @Anybody
  @Path("sign-in")
  @Operation(hidden = true)
  public Response page(@RestQuery @Nullable String next) {
    return pages
        .response(OK, "sign-in", new SignInPage(pages.outside(), NextPath.of(next), ""))
        .build();
  }

  /** What the form of the sign-in page sends. */
  record Given(@Nullable String code) {}

  @POST
  @Anybody
  @Path("sign-in")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(hidden = true)
  public Response signIn(InputStream body, @Context HttpServerRequest request) throws IOException {
    String code = code(body);
    // The whole link is what a person has at hand.
    Matcher link = LINK.matcher(code);
    String alone = link.find() ? link.group(1) : code;
    Optional<Caller> caller = callers.ofSecret(code).or(() -> codes.redeem(alone, Instant.now()));
    if (caller.isEmpty()) {
      audit.refused(request);
      throw new ProblemException(Problem.of(FORBIDDEN, WRONG));
    }
    audit.signedIn(request, caller.get());
    return Response.noContent().cookie(Cookies.of(request, sessions.begin(caller.get()))).build();
  }

  /** Whoever sends this is not known yet, so little of it is read. */
  private static String code(InputStream body) throws IOException {
    String text = new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    try {
      Given given = Json.read(text, Given.class);
      if (given.code() != null && !given.code().isBlank()) {
        return given.code().strip();
      }
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.badRequest(NO_CODE));
    }
    throw new ProblemException(Problem.badRequest(NO_CODE));
  }

  @POST
  @Anybody
  @Path("sign-out")
  @Operation(hidden = true)
  public Response signOut(@Context HttpServerRequest request) {
    return Response.noContent().cookie(Cookies.none(request)).build();
  }
}
