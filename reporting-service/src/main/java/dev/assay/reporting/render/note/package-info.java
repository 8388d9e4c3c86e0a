// SPDX-License-Identifier: Apache-2.0
/**
 * What a reader must know to defend the numbers of a table. {@link
 * dev.assay.reporting.render.note.Notes} lists the kinds of notes in the order they are printed;
 * each kind is a class.
 */
@NullMarked
package dev.assay.reporting.render.note;

import org.jspecify.annotations.NullMarked;
