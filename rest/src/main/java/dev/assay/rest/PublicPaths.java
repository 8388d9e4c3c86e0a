// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What is answered without a token: the health checks, since probes have none, and, where {@code
 * assay.rest.public-documents} says so, the OpenAPI document, since tools that read it have none. A
 * service that signs people in names the paths of that in {@code assay.rest.public-pages}; these
 * are public with every method.
 *
 * <p>A path is compared as it was sent. One that is spelled in another way (percent-encoded, with
 * matrix parameters, doubled slashes, dots or capitals) is not public, whatever it is resolved to.
 */
@ApplicationScoped
class PublicPaths {
  private static final Pattern HEALTH = Pattern.compile("/q/health(/[a-z]*)?");
  private static final Pattern DOCUMENTS = Pattern.compile("/q/openapi");

  private final boolean documents;
  private final Optional<Pattern> pages;

  PublicPaths(
      @ConfigProperty(name = "assay.rest.public-documents") boolean documents,
      @ConfigProperty(name = "assay.rest.public-pages") Optional<String> pages) {
    this.documents = documents;
    this.pages = pages.map(Pattern::compile);
  }

  boolean include(HttpServerRequest request) {
    return include(request.method(), request.path());
  }

  boolean include(HttpMethod method, String path) {
    return isHealth(method, path)
        || pages.filter(known -> known.matcher(path).matches()).isPresent()
        || (documents && reads(method) && DOCUMENTS.matcher(path).matches());
  }

  static boolean isHealth(HttpServerRequest request) {
    return isHealth(request.method(), request.path());
  }

  private static boolean isHealth(HttpMethod method, String path) {
    return reads(method) && HEALTH.matcher(path).matches();
  }

  private static boolean reads(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }
}
