/** The table of condition operators. */
import type { OperatorName } from '../document/model.ts'
import { arnLike } from './arn.ts'
import { binaryEquals } from './binary.ts'
import { bool } from './bool.ts'
import type { Comparison } from './comparison.ts'
import {
  dateEquals,
  dateGreaterThan,
  dateGreaterThanEquals,
  dateLessThan,
  dateLessThanEquals,
} from './date.ts'
import { ipAddress } from './ip-address.ts'
import {
  numericEquals,
  numericGreaterThan,
  numericGreaterThanEquals,
  numericLessThan,
  numericLessThanEquals,
} from './numeric.ts'
import { stringEquals, stringEqualsIgnoreCase, stringLike } from './string.ts'

export interface Operator {
  readonly compare: Comparison
  /** Met when none of the asked-for values fits. */
  readonly negated: boolean
}

const is = (compare: Comparison): Operator => ({ compare, negated: false })
const isNot = (compare: Comparison): Operator => ({ compare, negated: true })

/** All but Null, which asks about the key and not about its values. */
export const operators: Readonly<Record<Exclude<OperatorName, 'Null'>, Operator>> = {
  StringEquals: is(stringEquals),
  StringNotEquals: isNot(stringEquals),
  StringEqualsIgnoreCase: is(stringEqualsIgnoreCase),
  StringNotEqualsIgnoreCase: isNot(stringEqualsIgnoreCase),
  StringLike: is(stringLike),
  StringNotLike: isNot(stringLike),
  NumericEquals: is(numericEquals),
  NumericNotEquals: isNot(numericEquals),
  NumericLessThan: is(numericLessThan),
  NumericLessThanEquals: is(numericLessThanEquals),
  NumericGreaterThan: is(numericGreaterThan),
  NumericGreaterThanEquals: is(numericGreaterThanEquals),
  DateEquals: is(dateEquals),
  DateNotEquals: isNot(dateEquals),
  DateLessThan: is(dateLessThan),
  DateLessThanEquals: is(dateLessThanEquals),
  DateGreaterThan: is(dateGreaterThan),
  DateGreaterThanEquals: is(dateGreaterThanEquals),
  Bool: is(bool),
  BinaryEquals: is(binaryEquals),
  IpAddress: is(ipAddress),
  NotIpAddress: isNot(ipAddress),
  ArnEquals: is(arnLike),
  ArnNotEquals: isNot(arnLike),
  ArnLike: is(arnLike),
  ArnNotLike: isNot(arnLike),
}
