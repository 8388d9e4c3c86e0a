// SPDX-License-Identifier: Apache-2.0
/** A service that has nothing but the library. */
@NullMarked
package dev.assay.rest;

import org.jspecify.annotations.NullMarked;
