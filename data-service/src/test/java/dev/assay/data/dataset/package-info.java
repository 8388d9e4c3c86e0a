// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.data.dataset;

import org.jspecify.annotations.NullMarked;
