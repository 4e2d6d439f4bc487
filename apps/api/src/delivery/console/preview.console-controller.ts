import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { renderTemplate, type Segments, segmentsOf, signed, templateParams } from '@latchkey/core';
import { z } from 'zod';
import { Allows } from '../../operator/operator.guard.js';

const previewBody = z.strictObject({
  content: z.string().max(1000),
  params: z.array(z.enum(['code', 'minutes'])).max(9),
  signature: z.string().max(64).default(''),
});
type Region = 'mainland' | 'international';
export type Preview = Readonly<Record<Region, Segments & { readonly text: string }>>;

const EXAMPLE_CODE = '042915';
const EXAMPLE_MS = 300_000;

/** What a phone would show of a text that is being written, and what it would be counted as. */
@Controller('console/v1/previews')
export class PreviewConsoleController {
  @Post()
  @HttpCode(200)
  @Allows('read', 'templates')
  preview(@Body({ schema: previewBody }) { content, params, signature }: z.output<typeof previewBody>): Preview {
    const text = renderTemplate(content, templateParams({ params }, EXAMPLE_CODE, EXAMPLE_MS));
    const shown = (region: Region) => {
      const whole = signed(text, signature, region);
      return { text: whole, ...segmentsOf(whole, region) };
    };
    return { mainland: shown('mainland'), international: shown('international') };
  }
}
