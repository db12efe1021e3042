// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Items} from "../../../contracts/libraries/Items.sol";
import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {Vm} from "../support/Vm.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract SettleAndCollectTest is ChannelsTest {
    function setUp() public override {
        super.setUp();
        _inUse();
    }

    function test_paysWhatItSettledAndWhatWasThereBefore() public {
        channels.settleAndCollect(node.at, _voucher(payer, node.at, 3_000_000));
        _assertState(State(4_000_000, 3_000_000, 3_000_000, 0, NOW + DAY, 0, 30_000, 7_030_000));
        vm.assertEq(token.balanceOf(PAYOUT), 2_970_000, "payout");
    }

    function test_writesBothInOneEvent() public {
        channels.settleAndCollect(node.at, _voucher(payer, node.at, 3_000_000));
        _assertOnlyEvent(
            IPaymentChannels.SettledAndCollected.selector, node.at, address(0), abi.encode(_row(payer.at, 3_000_000))
        );
    }

    /// The registry and the token are called while the rows stand in memory.
    function test_namesEveryPayerOfALongList() public {
        bytes memory items;
        bytes memory rows;
        for (uint96 i = 1; i <= 20; ++i) {
            items = bytes.concat(items, _voucher(payer, node.at, 2_000_000 + i * 100_000));
            rows = bytes.concat(rows, _row(payer.at, 2_000_000 + i * 100_000));
        }
        channels.settleAndCollect(node.at, items);
        _assertOnlyEvent(IPaymentChannels.SettledAndCollected.selector, node.at, address(0), abi.encode(rows));
    }

    function test_keepsTheCreditAndStillSettles() public {
        bytes memory item = _voucher(payer, node.at, 3_000_000);
        // A token whose every call reverts.
        vm.etch(address(token), hex"5f5ffd");
        channels.settleAndCollect(node.at, item);
        (uint96 credit, uint96 fee) = channels.earnedOf(node.at);
        vm.assertEq(credit, 2_970_000, "credit");
        vm.assertEq(fee, 30_000, "fee");
        Vm.Log[] memory events = _events();
        vm.assertEq(events.length, 2, "events");
        _assertEvent(
            events[0],
            IPaymentChannels.SettledAndCollected.selector,
            node.at,
            address(0),
            abi.encode(_row(payer.at, 3_000_000))
        );
        _assertEvent(
            events[1], IPaymentChannels.CollectFailed.selector, node.at, address(0), abi.encode(2_970_000)
        );
    }

    function test_settlesAndKeepsTheCreditOfAnIdThatNobodyRegistered() public {
        channels.settleAndCollect(STRANGER, _voucher(payer, STRANGER, 3_000_000));
        (uint96 credit, uint96 fee) = channels.earnedOf(STRANGER);
        vm.assertEq(credit, 2_970_000, "credit");
        vm.assertEq(fee, 30_000, "fee");
        Vm.Log[] memory events = _events();
        vm.assertEq(events.length, 2, "events");
        bytes memory rows = abi.encode(_row(payer.at, 3_000_000));
        _assertEvent(events[0], IPaymentChannels.Settled.selector, STRANGER, address(0), rows);
        _assertEvent(events[1], IPaymentChannels.CollectFailed.selector, STRANGER, address(0), abi.encode(2_970_000));
    }

    function test_saysThatNothingWasSettledWhenThereIsNothingToCollect() public {
        channels.collect(node.at);
        _events();
        channels.settleAndCollect(node.at, _voucher(payer, node.at, 1));
        _assertSettled("");
    }

    function test_collectsTheOlderCredit() public {
        channels.settleAndCollect(node.at, _voucher(payer, node.at, 2_000_000));
        vm.assertEq(token.balanceOf(PAYOUT), 1_980_000, "payout");
        vm.assertEq(_state().settled, 2_000_000, "settled");
    }

    function test_refusesAMalformedList() public {
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 0, 76));
        channels.settleAndCollect(node.at, "");
    }

    function test_keepsASingleUnitOfAnIdThatNobodyRegistered() public {
        channels.settleAndCollect(STRANGER, _voucher(payer, STRANGER, 1));
        (uint96 credit,) = channels.earnedOf(STRANGER);
        vm.assertEq(credit, 1, "credit");
        Vm.Log[] memory events = _events();
        vm.assertEq(events.length, 2, "events");
        _assertEvent(events[1], IPaymentChannels.CollectFailed.selector, STRANGER, address(0), abi.encode(1));
    }

    function test_saysNoMoreThanSettledWhenNobodyRegisteredTheNodeAndNothingIsThere() public {
        channels.settleAndCollect(STRANGER, _voucher(payer, STRANGER, 0));
        _assertOnlyEvent(IPaymentChannels.Settled.selector, STRANGER, address(0), abi.encode(bytes("")));
        bytes32 slot = keccak256(abi.encode(STRANGER, uint256(3)));
        vm.assertEq(vm.load(address(channels), slot), bytes32(0), "slot");
    }
}
