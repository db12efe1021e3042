// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Items} from "../../../contracts/libraries/Items.sol";
import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {Messages} from "../support/Messages.sol";
import {Vm} from "../support/Vm.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract SettleTest is ChannelsTest {
    function _assertSkipped(bytes memory item) private {
        State memory before = _state();
        vm.recordLogs();
        channels.settle(node.at, item);
        _assertState(before);
        _assertSettled("");
    }

    function test_refusesAMalformedListOfVouchers() public {
        bytes memory item = _voucher(payer, node.at, 1);
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 0, 76));
        channels.settle(node.at, "");
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 77, 76));
        channels.settle(node.at, bytes.concat(item, hex"00"));
        bytes memory short = new bytes(75);
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 75, 76));
        channels.settle(node.at, short);
    }

    function test_refusesTheZeroNode() public {
        _fund(payer.at, 10_000_000);
        bytes memory item = _voucher(payer, address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAddress.selector));
        channels.settle(address(0), item);
    }

    function test_skipsASignatureOfNobody() public {
        _inUse();
        _assertSkipped(Messages.voucherItem(5_000_000, 27, 0, 0));
        _assertSkipped(Messages.voucherItem(5_000_000, 27, bytes32(type(uint256).max), bytes32(uint256(1))));
    }

    function test_skipsAReplay() public {
        _inUse();
        _assertSkipped(_voucher(payer, node.at, 2_000_000));
    }

    function test_skipsALowerVoucher() public {
        _inUse();
        _assertSkipped(_voucher(payer, node.at, 1_999_999));
        _assertSkipped(_voucher(payer, node.at, 0));
    }

    function test_skipsAPayerWithoutMoney() public {
        _assertSkipped(_voucher(payer, node.at, 5_000_000));
        _fund(payer.at, 1_000_000);
        _settle(payer, 1_000_000);
        _assertSkipped(_voucher(payer, node.at, 5_000_000));
    }

    function test_takesFromLockedAlone() public {
        _inUse();
        _settle(payer, 6_000_000);
        _assertState(State(4_000_000, 0, 6_000_000, 0, NOW + DAY, 5_940_000, 60_000, 10_000_000));
        _assertSettled(_row(payer.at, 6_000_000));
    }

    function test_takesTheRestFromAvailable() public {
        _inUse();
        _settle(payer, 7_000_000);
        _assertState(State(3_000_000, 0, 7_000_000, 0, NOW + DAY, 6_930_000, 70_000, 10_000_000));
        _assertSettled(_row(payer.at, 7_000_000));
    }

    function test_takesFromAvailableAlone() public {
        _fund(payer.at, 10_000_000);
        _settle(payer, 3_000_000);
        _assertState(State(7_000_000, 0, 3_000_000, 0, 0, 2_970_000, 30_000, 10_000_000));
    }

    function test_settlesWhatWasPaidAndNotTheVoucher() public {
        _inUse();
        _settle(payer, 15_000_000);
        _assertState(State(0, 0, 10_000_000, 0, NOW + DAY, 9_900_000, 100_000, 10_000_000));
        _assertSettled(_row(payer.at, 10_000_000));
    }

    function test_paysTheRestOfTheSameVoucherAfterADeposit() public {
        _inUse();
        bytes memory item = _voucher(payer, node.at, 15_000_000);
        channels.settle(node.at, item);
        _fund(payer.at, 20_000_000);
        channels.settle(node.at, item);
        vm.assertEq(_state().settled, 15_000_000, "settled");
        vm.assertEq(_state().available, 15_000_000, "available");
    }

    function test_paysFromAnExpiredLockUntilItIsReclaimed() public {
        _inUse();
        vm.warp(NOW + 2 * DAY);
        _settle(payer, 3_000_000);
        _assertState(State(4_000_000, 3_000_000, 3_000_000, 0, NOW + DAY, 2_970_000, 30_000, 10_000_000));
    }

    function test_paysFromAvailableAfterItWasReclaimed() public {
        _inUse();
        vm.warp(NOW + DAY);
        channels.reclaim(node.at, abi.encodePacked(payer.at));
        _settle(payer, 3_000_000);
        _assertState(State(7_000_000, 0, 3_000_000, 0, NOW + DAY, 2_970_000, 30_000, 10_000_000));
    }

    function test_takesMoneyThatWasAskedBack() public {
        _inUse();
        vm.prank(OWNER);
        channels.requestWithdraw(payer.at, 4_000_000);
        _settle(payer, 10_000_000);
        vm.assertEq(_state().settled, 10_000_000, "settled");
    }

    function test_keepsTheEpochAndTheExpiry() public {
        _inUse();
        vm.prank(OPERATOR);
        channels.release(node.at, abi.encodePacked(payer.at));
        _reserve(payer, 5_000_000, NOW + 3 * DAY, 1);
        _settle(payer, 4_000_000);
        _assertState(State(5_000_000, 1_000_000, 4_000_000, 1, NOW + 3 * DAY, 3_960_000, 40_000, 10_000_000));
    }

    function test_takesOneFeeOfTheSumRoundedDown() public {
        // Alone each of these pays no fee: floor(60 x 1%) = 0. Together they pay floor(120 x 1%) = 1.
        _fund(payer.at, 1_000);
        _fund(other.at, 1_000);
        channels.settle(node.at, bytes.concat(_voucher(payer, node.at, 60), _voucher(other, node.at, 60)));
        (uint96 credit, uint96 fee) = channels.earnedOf(node.at);
        vm.assertEq(fee, 1, "fee");
        vm.assertEq(credit, 119, "credit");
        _settle(payer, 159);
        (credit, fee) = channels.earnedOf(node.at);
        vm.assertEq(fee, 1, "fee of 99");
        vm.assertEq(credit, 218, "credit of 99");
    }

    function test_writesOneEventWithARowForEachPaidItem() public {
        _fund(payer.at, 1_000);
        _fund(other.at, 1_000);
        vm.recordLogs();
        channels.settle(
            node.at,
            bytes.concat(_voucher(payer, node.at, 60), _voucher(other, node.at, 70), _voucher(payer, node.at, 80))
        );
        _assertSettled(bytes.concat(_row(payer.at, 60), _row(other.at, 70), _row(payer.at, 80)));
    }

    function test_writesAnEventWithoutRowsWhenNothingIsPaid() public {
        vm.recordLogs();
        _settle(payer, 5);
        _assertSettled("");
    }

    function test_letsEachVoucherSeeTheStateOfTheOneBefore() public {
        _inUse();
        channels.settle(
            node.at,
            bytes.concat(
                _voucher(payer, node.at, 5_000_000),
                _voucher(payer, node.at, 5_000_000),
                _voucher(payer, node.at, 3_000_000),
                _voucher(payer, node.at, 8_000_000)
            )
        );
        _assertState(State(2_000_000, 0, 8_000_000, 0, NOW + DAY, 7_920_000, 80_000, 10_000_000));
        _assertSettled(bytes.concat(_row(payer.at, 5_000_000), _row(payer.at, 8_000_000)));
    }

    function test_skipsTheBadAndPaysTheGood() public {
        _inUse();
        channels.settle(
            node.at,
            bytes.concat(
                Messages.voucherItem(9_000_000, 27, 0, 0),
                _voucher(payer, STRANGER, 9_000_000),
                _voucher(other, node.at, 9_000_000),
                _voucher(payer, node.at, 3_000_000)
            )
        );
        _assertState(State(4_000_000, 3_000_000, 3_000_000, 0, NOW + DAY, 2_970_000, 30_000, 10_000_000));
        _assertSettled(_row(payer.at, 3_000_000));
    }

    /// A failed recovery writes nothing: where its answer is awaited, the payer of the item before was a moment ago.
    function test_paysNothingForASignatureOfNobodyBehindAGoodOne() public {
        _inUse();
        bytes memory nobody = Messages.voucherItem(9_000_000, 27, 0, 0);
        channels.settle(node.at, bytes.concat(_voucher(payer, node.at, 3_000_000), nobody, nobody));
        _assertState(State(4_000_000, 3_000_000, 3_000_000, 0, NOW + DAY, 2_970_000, 30_000, 10_000_000));
        _assertSettled(_row(payer.at, 3_000_000));
    }

    function test_creditsAnIdThatNobodyRegistered() public {
        _fund(payer.at, 10_000_000);
        channels.settle(STRANGER, _voucher(payer, STRANGER, 1_000_000));
        (uint96 credit,) = channels.earnedOf(STRANGER);
        vm.assertEq(credit, 990_000, "credit");
    }

    function test_asksNeitherTheTokenNorTheRegistryNorWhoCalls() public {
        _inUse();
        bytes memory item = _voucher(payer, node.at, 3_000_000);
        // With no code at either address any call to them would revert.
        vm.etch(address(token), "");
        vm.etch(address(registry), "");
        vm.prank(STRANGER);
        channels.settle(node.at, item);
        (,,, uint96 settled) = channels.channelOf(node.at, payer.at);
        vm.assertEq(settled, 3_000_000, "settled");
    }

    function test_settlesTheHighestVoucherThereIs() public {
        uint96 most = type(uint96).max;
        _fund(payer.at, most);
        _settle(payer, most);
        uint96 fee = uint96(uint256(most) / 100);
        _assertState(State(0, 0, most, 0, 0, most - fee, fee, most));
        // What is paid can never be paid again, so even a new deposit owes this node nothing more.
        _fund(payer.at, 5);
        _assertSkipped(_voucher(payer, node.at, most));
    }

    function test_refusesACreditBeyond96BitsAndLosesNothing() public {
        uint96 most = type(uint96).max;
        _fund(payer.at, most);
        _fund(other.at, most);
        bytes memory items = bytes.concat(_voucher(payer, node.at, most), _voucher(other, node.at, most));
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.SumTooLarge.selector));
        channels.settle(node.at, items);
        _settle(payer, most);
        items = _voucher(other, node.at, most);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.SumTooLarge.selector));
        channels.settle(node.at, items);
        // Once the first credit is collected there is room for the second.
        channels.collect(node.at);
        address[] memory nodes = new address[](1);
        nodes[0] = node.at;
        channels.collectFees(nodes);
        channels.settle(node.at, items);
        channels.collect(node.at);
        channels.collectFees(nodes);
        vm.assertEq(token.balanceOf(address(channels)), 0, "left");
        vm.assertEq(token.balanceOf(PAYOUT) + token.balanceOf(SINK), 2 * uint256(most), "paid");
    }

    function testFuzz_paysTheLeastOfWhatIsDueAndWhatIsThere(uint96 funds, uint96 ceiling, uint96 first, uint96 second)
        public
    {
        funds = funds % 1e12 + 1;
        ceiling = ceiling % 2e12;
        first = first % 2e12;
        second = second % 2e12;
        _fund(payer.at, funds);
        _reserve(payer, ceiling, NOW + DAY, 0);
        _settle(payer, first);
        uint96 settled = first < funds ? first : funds;
        vm.assertEq(_state().settled, settled, "first");
        _settle(payer, second);
        uint96 wanted = second > settled ? second : settled;
        uint96 paid = wanted < funds ? wanted : funds;
        uint96 locked = ceiling < funds ? ceiling : funds;
        locked = locked > paid ? locked - paid : 0;
        State memory now_ = _state();
        vm.assertEq(now_.settled, paid, "settled");
        vm.assertEq(now_.locked, locked, "locked first");
        vm.assertEq(now_.available, funds - paid - locked, "available");
        vm.assertEq(uint256(now_.credit) + now_.fee, paid, "credit + fee");
    }

    function testFuzz_paysASumOfVouchersOnceWhateverTheirOrder(uint96[5] memory cumulatives) public {
        _fund(payer.at, 10_000_000);
        bytes memory items;
        uint96 highest = 0;
        for (uint256 i = 0; i < 5; ++i) {
            cumulatives[i] = cumulatives[i] % 9_000_000;
            if (cumulatives[i] > highest) highest = cumulatives[i];
            items = bytes.concat(items, _voucher(payer, node.at, cumulatives[i]));
        }
        channels.settle(node.at, items);
        State memory now_ = _state();
        vm.assertEq(now_.settled, highest, "settled");
        vm.assertEq(now_.fee, uint256(highest) / 100, "one fee");
        channels.settle(node.at, items);
        _assertState(now_);
    }

    function test_readsNothingBehindTheList() public {
        _fund(payer.at, 1_000_000);
        uint96 before = _state().settled;
        _callWithMore(
            abi.encodeWithSelector(IPaymentChannels.settle.selector, node.at, 64, 76),
            _voucher(payer, node.at, before + 1),
            _voucher(payer, node.at, before + 2)
        );
        vm.assertEq(_state().settled, before + 1, "settled");
    }

    function test_paysASingleUnitFromAvailableAndFromLocked() public {
        _fund(other.at, 10);
        channels.settle(STRANGER, _voucher(other, STRANGER, 1));
        channels.reserve(_reservation(other, STRANGER, 2, NOW + DAY, 0));
        vm.recordLogs();
        channels.settle(STRANGER, _voucher(other, STRANGER, 2));
        _assertOnlyEvent(
            IPaymentChannels.Settled.selector, STRANGER, address(0), abi.encode(_row(other.at, 2))
        );
        State memory now_ = _state(other.at, STRANGER);
        vm.assertEq(now_.available, 8, "available");
        vm.assertEq(now_.locked, 0, "locked");
        (uint96 credit, uint96 fee) = channels.earnedOf(STRANGER);
        vm.assertEq(credit, 2, "credit");
        vm.assertEq(fee, 0, "fee");
    }

    function test_usesNoSlotOfANodeThatEarnedNothing() public {
        channels.settle(STRANGER, _voucher(other, STRANGER, 1));
        // The mapping of what nodes have earned is the fourth variable.
        bytes32 slot = keccak256(abi.encode(STRANGER, uint256(3)));
        vm.assertEq(vm.load(address(channels), slot), bytes32(0), "slot");
    }
}
