// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Items} from "../../../contracts/libraries/Items.sol";
import {Terms} from "../../../contracts/types/PaymentTypes.sol";
import {Vm} from "../support/Vm.sol";

contract ItemsTest {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function count(bytes calldata items, uint256 size) external pure returns (uint256) {
        return Items.count(items, size);
    }

    function voucherAt(bytes calldata items, uint256 offset) external pure returns (uint256, bytes32, bytes32) {
        return Items.voucherAt(items, offset);
    }

    function reservationAt(bytes calldata items, uint256 offset)
        external
        pure
        returns (address, uint256, uint256, uint256, bytes32, bytes32)
    {
        (address node, Terms terms, bytes32 r, bytes32 vs) = Items.reservationAt(items, offset);
        return (node, terms.ceiling(), terms.expiresAt(), terms.epoch(), r, vs);
    }

    function payerAt(bytes calldata items, uint256 offset) external pure returns (address) {
        return Items.payerAt(items, offset);
    }

    function testFuzz_countsWholeItems(uint8 items, uint8 size) public view {
        uint256 each = 1 + uint256(size);
        uint256 many = 1 + uint256(items) % 50;
        vm.assertEq(this.count(new bytes(many * each), each), many, "count");
    }

    function test_refusesAnEmptyList() public {
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 0, Items.VOUCHER_SIZE));
        this.count("", Items.VOUCHER_SIZE);
    }

    function testFuzz_refusesALengthThatIsNoMultiple(uint16 length) public {
        uint256 long = uint256(length) % 1_000;
        vm.assume(long % Items.RESERVATION_SIZE != 0);
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, long, Items.RESERVATION_SIZE));
        this.count(new bytes(long), Items.RESERVATION_SIZE);
    }

    function testFuzz_readsAVoucherAtEveryOffset(uint96 cumulative, bytes32 r, bytes32 vs, uint8 place) public view {
        (bytes memory before, bytes memory behind) = _around(Items.VOUCHER_SIZE, place);
        bytes memory items = bytes.concat(before, abi.encodePacked(cumulative, r, vs), behind);
        (uint256 gotCumulative, bytes32 gotR, bytes32 gotVs) = this.voucherAt(items, (place % 5) * Items.VOUCHER_SIZE);
        vm.assertEq(abi.encode(gotCumulative, gotR, gotVs), abi.encode(cumulative, r, vs), "voucher");
    }

    function testFuzz_readsAReservationAtEveryOffset(
        address node,
        uint96 ceiling,
        uint40 expiresAt,
        uint24 epoch,
        bytes32 r,
        bytes32 vs,
        uint8 place
    ) public view {
        (bytes memory before, bytes memory behind) = _around(Items.RESERVATION_SIZE, place);
        bytes memory item = abi.encodePacked(node, ceiling, expiresAt, epoch, r, vs);
        (bool ok, bytes memory got) = address(this).staticcall(
            abi.encodeCall(this.reservationAt, (bytes.concat(before, item, behind), (place % 5) * Items.RESERVATION_SIZE))
        );
        vm.assertTrue(ok, "read");
        vm.assertEq(got, abi.encode(node, ceiling, expiresAt, epoch, r, vs), "reservation");
    }

    function testFuzz_readsAPayerAtEveryOffset(address payer, uint8 place) public view {
        (bytes memory before, bytes memory behind) = _around(Items.PAYER_SIZE, place);
        vm.assertEq(this.payerAt(bytes.concat(before, abi.encodePacked(payer), behind), (place % 5) * Items.PAYER_SIZE), payer, "payer");
    }

    /// Items of ones before and behind, so that a read across a border shows; nothing behind when the place is the last.
    function _around(uint256 size, uint8 place) private pure returns (bytes memory before, bytes memory behind) {
        before = _ones(size * (place % 5));
        behind = _ones(place < 128 ? 0 : size);
    }

    function _ones(uint256 length) private pure returns (bytes memory ones) {
        ones = new bytes(length);
        for (uint256 i = 0; i < length; ++i) ones[i] = 0xff;
    }
}
