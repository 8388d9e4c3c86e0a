// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.evaluation;

import org.jspecify.annotations.NullMarked;
