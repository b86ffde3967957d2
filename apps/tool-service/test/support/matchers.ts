import { toolMatchers } from '@toolwright/testing/vitest';
import { expect } from 'vitest';

expect.extend(toolMatchers);
