// SPDX-License-Identifier: Apache-2.0
/** Erases data: what it concerns, what this service removes, and the request to the others. */
@NullMarked
package dev.assay.data.erasure;

import org.jspecify.annotations.NullMarked;
