// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/** Refuses what a caller's role does not permit; see {@link Least}. */
@Singleton
public class Roles {
  private static final int FORBIDDEN = 403;

  /**
   * The library whose routes, records set aside and repairs, are in every service. It knows nothing
   * of ours, so it cannot state a role.
   */
  private static final String LIBRARY = "dev.assay.outbox";

  private final Role sourceNames;

  Roles(@ConfigProperty(name = "assay.rest.source-names") String sourceNames) {
    this.sourceNames =
        Role.of(sourceNames)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "ASSAY_SOURCE_NAMES is '%s'; accepted are viewer, researcher and operator"
                            .formatted(sourceNames)));
  }

  /** Whether an answer to this caller may name files of a data set. */
  public boolean showsSourceNames(Caller caller) {
    return caller.role().mayDoWhatNeeds(sourceNames);
  }

  @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
  @Nullable Response check(SimpleResourceInfo resource, RoutingContext context) {
    Method method = method(resource);
    if (method.isAnnotationPresent(Anybody.class)) {
      return null;
    }
    Optional<Role> least = least(method);
    if (least.isEmpty()) {
      return refused("nobody may do this: its route says no role, which is a mistake in it");
    }
    Optional<Caller> caller = Caller.of(context);
    return caller.filter(c -> c.role().mayDoWhatNeeds(least.get())).isPresent()
        ? null
        : refused(
            "this needs the role %s; %s"
                .formatted(
                    least.get().label(),
                    caller
                        .map(c -> "%s has the role %s".formatted(c.name(), c.role().label()))
                        .orElse("nobody is signed in")));
  }

  private Optional<Role> least(Method method) {
    if (method.isAnnotationPresent(SourceNames.class)) {
      return Optional.of(sourceNames);
    }
    if (method.getDeclaringClass().getPackageName().equals(LIBRARY)) {
      return Optional.of(Role.OPERATOR);
    }
    return Optional.ofNullable(method.getAnnotation(Least.class)).map(Least::value);
  }

  private static Method method(SimpleResourceInfo resource) {
    try {
      return resource
          .getResourceClass()
          .getDeclaredMethod(resource.getMethodName(), resource.parameterTypes());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a route without its method", e);
    }
  }

  private static Response refused(String detail) {
    return Problem.of(FORBIDDEN, detail).response();
  }
}
