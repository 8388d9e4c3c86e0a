// SPDX-License-Identifier: Apache-2.0
/** The REST interface. */
@NullMarked
package dev.assay.training.api;

import org.jspecify.annotations.NullMarked;
