// SPDX-License-Identifier: Apache-2.0
/** The REST interface of this service. */
@NullMarked
package dev.assay.data.api;

import org.jspecify.annotations.NullMarked;
