// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A route whose answer names files of a data set, which can name patients. The setting {@code
 * assay.rest.source-names} says which role it needs.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface SourceNames {}
