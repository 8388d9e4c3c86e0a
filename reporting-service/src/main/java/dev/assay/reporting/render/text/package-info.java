// SPDX-License-Identifier: Apache-2.0
/** Numbers, counts and lists as the text of tables and notes. */
@NullMarked
package dev.assay.reporting.render.text;

import org.jspecify.annotations.NullMarked;
