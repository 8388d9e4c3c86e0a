// SPDX-License-Identifier: Apache-2.0
/**
 * How a person signs in to the page: a link that works once becomes a cookie. Programs use the
 * token: ADR 0078.
 */
@NullMarked
package dev.assay.reporting.signin;

import org.jspecify.annotations.NullMarked;
