// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.data.api;

import org.jspecify.annotations.NullMarked;
