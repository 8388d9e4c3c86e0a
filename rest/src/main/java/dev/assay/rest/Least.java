// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The least role that a route needs. A route without it, and without {@link SourceNames} and {@link
 * Anybody}, is refused to everybody.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Least {
  Role value();
}
