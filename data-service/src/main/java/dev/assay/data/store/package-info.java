// SPDX-License-Identifier: Apache-2.0
/** The tables of this service, one class each. */
@NullMarked
package dev.assay.data.store;

import org.jspecify.annotations.NullMarked;
